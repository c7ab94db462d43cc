//! Tables of sentences, each with what every product that it finds must be.

use super::{Colour, Language, Shelf};
use crate::catalog::{self, Product};

fn find(slug: &str, language: Language, sentence: &str) -> Vec<&'static Product> {
    let shelf = Shelf::new(catalog::products(slug), language);
    shelf.find(&shelf.read(sentence).wish).products
}

/// A sentence, words of which each title or category must have one, the colour, and the prices in whole units.
type Row = (&'static str, &'static [&'static str], Option<Colour>, (u64, u64));

const ANY: (u64, u64) = (0, u64::MAX);

fn check(slug: &str, language: Language, rows: &[Row]) {
    let shelf = Shelf::new(catalog::products(slug), language);
    let mut wrong = Vec::new();
    for (sentence, titles, colour, (min, max)) in rows {
        let found = shelf.find(&shelf.read(sentence).wish).products;
        if found.is_empty() {
            wrong.push(format!("{sentence}: nothing"));
        }
        for product in found {
            let about = super::fold(&format!("{} {}", product.title, product.category));
            let titled = titles.is_empty() || titles.iter().any(|title| about.contains(title));
            let coloured = colour.is_none_or(|colour| product.colour_family == Some(colour));
            let priced = product.price_cents >= min * 100 && product.price_cents <= max.saturating_mul(100);
            if !(titled && coloured && priced) {
                wrong.push(format!("{sentence}: {} at {}", product.title, product.price()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sentences_to_the_fashion_merchant_find_what_they_name_and_nothing_else() {
    check(
        "fashion",
        Language::Portuguese,
        &[
            ("vestido azul até 200 reais", &["vestido"], Some(Colour::Blue), (0, 200)),
            ("Vestidos AZUIS até R$ 200,00", &["vestido"], Some(Colour::Blue), (0, 200)),
            ("quero um vestido preto de menos de 250", &["vestido"], Some(Colour::Black), (0, 250)),
            ("procuro vestido entre 100 e 200 reais", &["vestido"], None, (100, 200)),
            ("vestido de R$ 150 a R$ 200", &["vestido"], None, (150, 200)),
            ("vestido a partir de 300", &["vestido"], None, (300, u64::MAX)),
            ("camiseta branca", &["camiseta"], Some(Colour::White), ANY),
            ("tem camisa social masculina?", &["camisa social masculina"], None, ANY),
            ("calça jeans", &["jeans"], None, ANY),
            ("bota marrom", &["bota"], Some(Colour::Brown), ANY),
            ("tênis pra corrida", &["corrida"], None, ANY),
            ("sapato preto", &["calcados"], Some(Colour::Black), ANY),
            ("bolsa vermelha ou bolsa caramelo", &["bolsa"], Some(Colour::Brown), ANY),
            ("óculos escuros", &["oculos"], None, ANY),
            ("brincos dourados por 100 reais", &["brincos"], Some(Colour::Gold), (0, 100)),
            ("algo para a praia até 100 reais", &[], None, (0, 100)),
            ("vestido azul marinho", &["vestido"], Some(Colour::Blue), ANY),
            ("roupa de academia", &["legging", "tenis", "moletom"], None, ANY),
            ("tênis branco 41 até 400 reais", &["tenis"], Some(Colour::White), (0, 400)),
            ("roupa para trabalhar", &[], None, ANY),
            ("blusa para minha namorada até 150", &["blusa"], None, (0, 150)),
            ("vetsido vermelho", &["vestido"], Some(Colour::Red), ANY),
            ("blue dress under 200", &["vestido"], Some(Colour::Blue), (0, 200)),
            ("black shoes", &["calcados"], Some(Colour::Black), ANY),
            ("falda negra", &["saia"], Some(Colour::Black), ANY),
            ("chaqueta de mezclilla", &["jaqueta jeans"], None, ANY),
        ],
    );
}

#[test]
fn sentences_to_the_electronics_merchant_find_what_they_name_and_nothing_else() {
    check(
        "electronics",
        Language::English,
        &[
            ("wireless headphones under $100", &["headphones"], None, (0, 100)),
            ("smartphone between $200 and $400", &["smartphone"], None, (200, 400)),
            ("a blue phone", &["smartphone"], Some(Colour::Blue), ANY),
            ("phone case", &["case"], None, ANY),
            ("iphone case", &["case"], None, ANY),
            ("Air 12 128 GB", &["air 12"], None, ANY),
            ("cheapest laptop", &["laptop"], None, ANY),
            ("55-inch tv", &["55-inch"], None, ANY),
            ("a TV for less than 500 dollars", &["tv"], None, (0, 500)),
            ("laptops over $1,000", &["laptop"], None, (1_000, u64::MAX)),
            ("charger 65 W", &["65 w"], None, ANY),
            ("smart watch", &["smartwatch"], None, ANY),
            ("mechanical keyboard", &["keyboard"], None, ANY),
            ("noise canceling headphones in black", &["headphones"], Some(Colour::Black), ANY),
            ("something for the kitchen $50 - $100", &["kitchen"], None, (50, 100)),
            ("red espresso machine", &["espresso"], Some(Colour::Red), ANY),
            ("celular barato", &["smartphone"], None, ANY),
            ("fone de ouvido sem fio até 100", &["wireless"], None, (0, 100)),
            ("audífonos inalámbricos negros", &["wireless"], Some(Colour::Black), ANY),
        ],
    );
}

#[test]
fn sentences_to_the_pharmacy_find_what_they_name_and_nothing_else() {
    check(
        "pharmacy",
        Language::Spanish,
        &[
            ("algo para el dolor de cabeza", &["dolor"], None, ANY),
            ("remedio para dor", &["dolor"], None, ANY),
            ("un analgésico de menos de 50 pesos", &["dolor"], None, (0, 50)),
            ("me duele la cabeza", &["dolor"], None, ANY),
            ("protector solar para la cara", &["solar facial"], None, ANY),
            ("jarabe para la tos", &["tos"], None, ANY),
            ("protector solar hasta 250 pesos", &["solar"], None, (0, 250)),
            ("pañales talla G", &["panales talla grande"], None, ANY),
            ("cubrebocas negro", &["cubrebocas"], Some(Colour::Black), ANY),
            ("paracetamol 500 mg", &["paracetamol 500 mg"], None, ANY),
            ("vitamina c", &["vitamina"], None, ANY),
            ("pasta dental", &["pasta de dientes"], None, ANY),
            ("termómetro entre 100 y 300", &["termometro"], None, (100, 300)),
            ("sunscreen", &["solar"], None, ANY),
            ("shampoo para la caspa", &["anticaspa"], None, ANY),
            ("something for allergies", &["alergias"], None, ANY),
            ("fralda", &["panales"], None, ANY),
        ],
    );
}

#[test]
fn the_cheapest_comes_first_where_it_is_asked_for() {
    let found = find("fashion", Language::Portuguese, "o vestido mais barato");
    let in_stock: Vec<_> = found.iter().filter(|product| product.stock > 0).map(|p| p.price_cents).collect();
    assert!(in_stock.len() > 5 && in_stock.is_sorted(), "{in_stock:?}");
}

#[test]
fn a_thing_that_is_not_sold_finds_nothing_even_within_a_price() {
    for sentence in ["geladeira até 200 reais", "carro azul", "xyzzyq", "estido"] {
        assert!(find("fashion", Language::Portuguese, sentence).is_empty(), "{sentence}");
    }
}

#[test]
fn a_word_of_another_meaning_is_not_taken_for_a_slip_of_the_finger() {
    assert!(find("electronics", Language::English, "do you have a fridge?").is_empty());
}

#[test]
fn a_colour_that_is_ruled_out_does_not_come() {
    let found = find("fashion", Language::Portuguese, "vestido que não seja preto");
    assert!(found.len() > 5 && found.iter().all(|product| product.colour_family != Some(Colour::Black)));
}

#[test]
fn a_size_is_kept_to_under_its_local_name() {
    for sentence in ["sandália tamanho 34", "calça 42 tamanho 42", "blusa tamanho GG", "dress size L"] {
        let found = find("fashion", Language::Portuguese, sentence);
        assert!(!found.is_empty() && found.iter().all(|product| !product.sizes.is_empty()), "{sentence}");
    }
    let found = find("fashion", Language::Portuguese, "tênis tamanho 43");
    assert!(!found.is_empty() && found.iter().all(|product| product.sizes.contains(&"43")));
}

#[test]
fn where_only_the_price_rules_all_out_the_nearest_is_known() {
    let shelf = Shelf::new(catalog::products("fashion"), Language::Portuguese);
    let found = shelf.find(&shelf.read("vestido azul até 20 reais").wish);
    assert!(found.products.is_empty() && found.sells_such_things);
    let nearest = found.cheapest_beyond_limits.unwrap();
    assert_eq!(nearest.colour_family, Some(Colour::Blue));
    assert_eq!(nearest.category, "Vestidos");
}

#[test]
fn three_months_and_numbers_of_models_are_no_prices() {
    let shelf = Shelf::new(catalog::products("fashion"), Language::Portuguese);
    for sentence in ["vestido para bebê de até 3 meses", "até 10 anos", "Nova 5"] {
        let limits = shelf.read(sentence).wish.limits;
        assert_eq!((limits.min_cents, limits.max_cents), (None, None), "{sentence}");
    }
}
