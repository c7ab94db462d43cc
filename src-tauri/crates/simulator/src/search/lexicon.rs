//! What people say instead of what a catalog says. Hand-written, per language of the catalog.

use std::sync::LazyLock;

use super::text::{Language, stem};

/// Folded words that ask for nothing by themselves, in the three languages at once: people mix them.
const STOP_WORDS: &str = "\
    a o as os um uma uns umas de do da dos das e em no na nos nas num numa para pra pro pros por com sem que se ou ao aos \
    eu me meu minha voce voces tu ele ela isso esse essa este esta aquele aquela algo algum alguma alguns algumas tem ter \
    tenho quero queria quer gostaria procuro procurando busco buscando preciso precisando mostra mostrar mostre ver vejo \
    oi ola bom boa dia tarde noite favor obrigado obrigada opcao opcoes produto produtos coisa coisas tipo modelo modelos \
    mais menos muito bem bonito bonita lindo linda legal novo cor cores preco precos valor ate entre qual quais como \
    onde seja ser sao esta estao pode podem poderia vende vendem vender vcs vc reais ta tambem so outro outra outros outras \
    indica recomenda sugere sugestao ajuda comprar compro dar usar uso melhor melhores bons boas minhas meus filho filha \
    i im a an the of for with without in on at to and or is are do does did you your have has any some my it its that this \
    want need looking look show find get buy me something thing things please hi hello hey good nice what which how can \
    could would like there products product item items options best more less than under over one ones new price prices \
    color colors colour colours gift give recommend suggest sell also other another from between new about let see tell \
    el la los las un una unos unas del al y en con sin su mi mis tu es son hay tiene tienen tienes tengo quiero quisiera \
    necesito necesita muestrame muestra mostrar ver dame algo alguna alguno algun que cual cuales como donde para por \
    hola buenos buenas dias tardes noches gracias producto productos cosa cosas opcion opciones mas menos muy bonito \
    precio precios color colores venden vendes o u lo le les otro otra otros otras recomiendas recomienda puedes comprar \
    quanto quanta custa custam custar cuanto cuanta cuesta cuestan costar vale valem valen much cost costs \
    presente presentes gifts regalo regalos roupa roupas clothes clothing ropa look remedio remedios medicamento medicamentos medicina medicinas medicine medication bueno buena mejor mejores sirve \
    - $ r s t m ve pm am";

pub(super) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.split_ascii_whitespace().any(|known| known == word)
}

/// Phrases, divided by `|`, and the catalog's words for them, any of which will do. With `=` before them, the words
/// stand instead of the phrase: a phone is a smartphone, and not whatever has `phone` in its name.
type Synonyms = (&'static str, &'static str);

/// A phrase of the tables, taken apart once.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) words: Vec<WordForms>,
    /// The stems of the catalog's words.
    pub(super) meanings: Vec<String>,
    /// Whether the phrase may also stand in the catalog as it is.
    pub(super) also_itself: bool,
}

/// A word and its stem in each of the three languages, so that any plural is recognised.
#[derive(Debug)]
pub(super) struct WordForms {
    text: String,
    stems: [String; 3],
}

impl WordForms {
    pub(super) fn new(text: &str) -> Self {
        let stems =
            [Language::Portuguese, Language::English, Language::Spanish].map(|language| stem(text, language));
        Self { text: text.to_owned(), stems }
    }

    pub(super) fn stem_in(&self, language: Language) -> &str {
        let [portuguese, english, spanish] = &self.stems;
        match language {
            Language::Portuguese => portuguese,
            Language::English => english,
            Language::Spanish => spanish,
        }
    }

    /// The very same word: `namorada`, and not `namorado`.
    pub(super) fn is_written_as(&self, other: &Self) -> bool {
        self.text == other.text
    }

    /// The same word but for its plural. Short words have too little left to compare.
    pub(super) fn is_same_word(&self, other: &Self) -> bool {
        let long = self.text.len() > 3 && other.text.len() > 3;
        self.text == other.text
            || long && self.stems.iter().zip(&other.stems).any(|(one, other)| one == other)
    }
}

/// All phrases for a catalog in this language.
pub(super) fn phrases(language: Language) -> &'static [Phrase] {
    static FOR_FASHION: LazyLock<Vec<Phrase>> = LazyLock::new(|| take_apart(FASHION, Language::Portuguese));
    static FOR_ELECTRONICS: LazyLock<Vec<Phrase>> =
        LazyLock::new(|| take_apart(ELECTRONICS, Language::English));
    static FOR_PHARMACY: LazyLock<Vec<Phrase>> = LazyLock::new(|| take_apart(PHARMACY, Language::Spanish));
    match language {
        Language::Portuguese => &FOR_FASHION,
        Language::English => &FOR_ELECTRONICS,
        Language::Spanish => &FOR_PHARMACY,
    }
}

fn take_apart(table: &[Synonyms], language: Language) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for (said, meanings) in table {
        let (instead, meanings) =
            meanings.strip_prefix('=').map_or((false, *meanings), |meanings| (true, meanings));
        for phrase in said.split('|') {
            let words: Vec<WordForms> = phrase.split(' ').map(WordForms::new).collect();
            let also_itself = words.len() == 1 && !instead;
            let meanings = meanings.split(' ').map(|meaning| stem(meaning, language)).collect();
            phrases.push(Phrase { words, meanings, also_itself });
        }
    }
    phrases
}

const FASHION: &[Synonyms] = &[
    ("dress|gown", "vestido"),
    ("evening|formal|gala|baile|fiesta|party", "festa"),
    ("wedding|boda|matrimonio", "casamento"),
    ("shirt|blouse|camisera", "camisa blusa"),
    ("t shirt|tshirt|tee|playera|remera|camiseta|blusinha", "camiseta"),
    ("top|tank top|musculosa|cropped", "regata"),
    ("pants|trousers|pantalon|calca", "calca"),
    ("jeans|denim|mezclilla|vaquero", "jeans"),
    ("shorts|short|bermudas|bermuda", "short bermuda"),
    ("skirt|falda", "saia"),
    ("jacket|chaqueta|chamarra|jaqueta", "jaqueta"),
    ("coat|overcoat|abrigo|casaco|agasalho", "casaco sobretudo"),
    ("sweater|pullover|jumper|sueter|sueter|blusa de frio", "sueter cardiga moletom"),
    ("hoodie|sweatshirt|sudadera|blusao", "moletom"),
    ("rain|lluvia|capa de chuva", "chuva"),
    ("winter|cold|invierno|frio", "inverno frio"),
    ("summer|verano|calor", "verao"),
    ("shoes|shoe|footwear|zapatos|zapato|sapatos|sapato|calcado", "sapato calcados"),
    ("sneakers|sneaker|trainers|zapatillas|tenis", "tenis"),
    ("running|correr|corrida", "corrida"),
    ("boots|boot|botas|botines|bota", "bota"),
    ("sandals|sandalias|sandal|chinelo", "sandalia rasteirinha"),
    ("flats|bailarinas", "sapatilha"),
    ("bag|purse|handbag|bolso|cartera|bolsa", "bolsa"),
    ("backpack|mochila", "mochila"),
    ("wallet|billetera", "carteira"),
    ("sunglasses|glasses|lentes de sol|gafas|oculos", "oculos"),
    ("earrings|aretes|pendientes|brinco", "brincos"),
    ("necklace|collar|gargantilha|corrente", "colar"),
    ("jewelry|jewellery|joyas|joias", "joia bijuteria"),
    ("belt|cinturon", "cinto"),
    ("scarf|panuelo|echarpe", "lenco"),
    ("cap|hat|gorra|sombrero|chapeu", "bone"),
    ("swimsuit|bathing suit|traje de bano|roupa de banho|bano", "maio biquini sunga"),
    ("bikini", "biquini"),
    ("swim trunks", "sunga"),
    ("beach|playa", "praia"),
    ("pajamas|pyjamas|sleepwear|pijama", "pijama camisola"),
    ("gym|workout|fitness|gimnasio|malhar|ginastica", "academia"),
    ("work|trabalhar|office|trabajo|oficina|escritorio", "trabalho"),
    ("men|man|male|hombre|masculino|masculina|homens|namorado|marido|pai", "homem masculina"),
    ("women|woman|female|mujer|feminino|feminina|mulheres|namorada|esposa|mae", "mulher feminina"),
    ("leather|cuero", "couro"),
    ("linen|lino", "linho"),
    ("cotton|algodon", "algodao"),
    ("silk|seda", "seda"),
    ("wool|lana", "la"),
];

const ELECTRONICS: &[Synonyms] = &[
    ("phone|celular|telefone|telefono|movil|cellphone|cell phone|mobile phone|iphone|android", "=smartphone"),
    (
        "phone case|phone cover|iphone case|cell phone case|capa de celular|capa para celular|funda de celular|funda para celular",
        "=case",
    ),
    ("capinha|capa|funda|estuche|cover", "case"),
    ("carregador|cargador", "charger"),
    ("bateria portatil|bateria externa|carregador portatil|cargador portatil|portable charger", "bank"),
    ("portatil|computador|computadora|ordenador|notebook|computer|pc", "laptop"),
    ("gamer|jogos|juegos|videojuegos", "gaming"),
    ("tableta|ipad", "tablet"),
    ("leitor|ebook|kindle|lector", "reader"),
    ("fone|fones|fone de ouvido|fones de ouvido|audifonos|auriculares", "headphones earbuds"),
    ("sem fio|inalambrico|inalambricos|inalambrica|cordless", "wireless"),
    ("caixa de som|parlante|bocina|altavoz|altoparlante|speakers", "speaker"),
    ("barra de som|barra de sonido", "soundbar"),
    ("televisao|televisor|television|tele|tv", "tv"),
    ("projetor|proyector", "projector"),
    ("tela|pantalla|monitores|screen", "monitor"),
    ("teclado", "keyboard"),
    ("raton|rato", "mouse"),
    ("impressora|impresora", "printer"),
    ("disco|disco duro|hd externo|hard drive", "ssd"),
    ("watch|relogio|reloj|relogio inteligente|reloj inteligente|smart watch", "=smartwatch"),
    ("pulseira|pulsera|tracker", "band"),
    ("maquina fotografica|camara|cameras", "camera"),
    ("dron|drones", "drone"),
    ("videogame|consola|console|playstation|xbox", "console"),
    ("controle|control|mando|gamepad|joystick", "controller"),
    ("lampada|foco|bombilla|light|lamp", "bulb"),
    ("aspirador|aspiradora|robo aspirador|vacuum cleaner|hoover", "vacuum"),
    ("campainha|timbre|doorbell", "doorbell"),
    ("fritadeira|freidora|fritadora", "fryer"),
    ("cafeteira|cafetera|maquina de cafe|coffee maker|coffee machine|coffee", "espresso"),
    ("camera de seguranca|camara de seguridad|surveillance", "security"),
    ("musica", "music"),
    ("viagem|viaje|traveling|travelling", "travel"),
    ("escola|faculdade|escuela|college|university|student", "school"),
    ("cozinha|cocina", "kitchen"),
    ("casa inteligente", "smart"),
    ("noise canceling|noise cancellation|cancelamento de ruido|cancelacion de ruido", "cancelling"),
    ("waterproof|a prova d agua|water resistant", "waterproof sweatproof"),
];

const PHARMACY: &[Synonyms] = &[
    ("me duele|duele|duelen|doi|doendo|hurts|hurt|ache", "dolor"),
    ("painkiller|pain relief|pain reliever|calmante|remedio para dor|para dor|dor|pain", "analgesico dolor"),
    ("dolor de cabeza|dor de cabeca|headache|migrana|migraine|jaqueca|enxaqueca", "cabeza"),
    ("dolor de espalda|dor nas costas|back pain|lumbago", "espalda"),
    ("dolor muscular|dor muscular|muscle pain|sore muscles", "muscular"),
    ("dolor de garganta|dor de garganta|sore throat|throat", "garganta"),
    ("dolor de estomago|dor de estomago|stomach ache|stomach|barriga|panza", "estomago"),
    ("colicos|colico|cramps|period pain|colica", "colico menstrual"),
    ("febre|fever|temperatura alta|calentura", "fiebre"),
    ("cold|flu|gripa|gripe|resfriado|resfrio|catarro", "gripe resfriado"),
    ("cough|tosse|tos", "tos"),
    ("stuffy nose|nariz entupido|nariz tapada|congestion", "congestion nasal"),
    ("allergy|allergies|alergia|alergico|antialergico|antihistamine", "alergia antihistaminico"),
    ("mosquito bite|picada|piquete|picadura|itching|itch|coceira|comezon", "comezon picadura"),
    ("heartburn|azia|acidez|agruras|acid reflux|reflux", "acidez reflujo"),
    ("diarrhea|diarreia|diarrea", "diarrea"),
    ("hangover|ressaca|cruda|resaca", "suero electrolitos"),
    ("dehydration|desidratacao", "deshidratacion"),
    ("constipation|prisao de ventre|estrenimiento", "estrenimiento"),
    ("vitamins|vitaminas|vitamina|vitamin", "vitamina"),
    ("immune|imunidade|defesas|inmunidad|immunity", "defensas"),
    ("sleep|insomnia|insonia|dormir", "dormir insomnio"),
    ("bones|ossos|hueso", "huesos"),
    ("sunscreen|sunblock|protetor solar|filtro solar|bloqueador|spf", "solar"),
    ("moisturizer|hidratante|humectante|moisturiser|lotion|locion", "hidratante"),
    ("acne|pimples|espinhas|espinillas|granos", "acne espinillas"),
    ("wrinkles|rugas|arrugas|anti aging|antiaging", "arrugas"),
    ("face|rosto|rostro|cara", "facial cara"),
    ("mosquito repellent|bug spray|repelente|insect repellent", "repelente"),
    ("toothpaste|creme dental|pasta dental|pasta de dientes|dentifrico", "=pasta"),
    ("toothbrush|escova de dentes|cepillo dental|cepillo de dientes", "=cepillo"),
    ("mouthwash|enxaguante", "enjuague"),
    ("shampoo|xampu|champu", "champu"),
    ("dandruff|caspa", "anticaspa caspa"),
    ("hair loss|queda de cabelo|caida del cabello", "anticaida"),
    ("deodorant|desodorante", "desodorante"),
    ("diapers|diaper|nappies|fraldas|fralda|panal|panales", "panales"),
    ("wipes|baby wipes|lencos umedecidos|toallitas", "toallitas"),
    ("baby|bebe|newborn|recien nacido", "bebe"),
    ("formula|baby milk|leite", "formula leche"),
    ("pregnancy test|teste de gravidez|prueba de embarazo", "embarazo"),
    ("pads|absorvente|absorventes|toalla sanitaria|toallas", "toallas"),
    ("thermometer|termometro", "termometro"),
    ("blood pressure|pressao|presion", "presion"),
    ("diabetes|blood sugar|glicose|azucar|glucosa", "glucosa diabetes"),
    ("mask|face mask|mascara|mascarilla|tapabocas|cubrebocas", "cubrebocas"),
    ("hand sanitizer|alcool em gel|alcool|gel antibacterial", "alcohol"),
    ("band aid|bandaid|plaster|esparadrapo|curita|curativo", "curitas"),
    ("bandage|bandagem|faixa|venda", "venda"),
    ("first aid|primeiros socorros|botiquin", "botiquin"),
    ("antibiotic|antibiotico", "antibiotico"),
    ("sunburn|queimadura de sol", "hidratante solar"),
    ("children|kids|child|crianca|criancas|infantil|nino|ninos|nina|hijo|hija", "infantil"),
    ("men|homem|hombre", "hombre"),
    ("women|mulher|mujer", "mujer"),
];
