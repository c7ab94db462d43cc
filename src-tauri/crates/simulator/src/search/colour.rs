//! Colours as people ask for them: families, under the words of three languages.

/// A family of colours. `azul-marinho`, `navy` and `azul cielo` are all blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Colour {
    Black,
    White,
    Grey,
    Blue,
    Green,
    Red,
    Wine,
    Pink,
    Purple,
    Yellow,
    Orange,
    Brown,
    Beige,
    Gold,
    Silver,
}

/// Folded words for each family, in Portuguese, Spanish and English.
const WORDS: [(Colour, &str); 15] = [
    (Colour::Black, "preto preta pretos pretas negro negra negros negras black pretinho pretinha"),
    (Colour::White, "branco branca brancos brancas blanco blanca blancos blancas white offwhite"),
    (Colour::Grey, "cinza cinzas cinzento gris grises grey gray grafite graphite grafito charcoal"),
    (Colour::Blue, "azul azuis azules blue marinho navy celeste azulzinho azulao"),
    (Colour::Green, "verde verdes green oliva olive"),
    (Colour::Red, "vermelho vermelha vermelhos vermelhas rojo roja rojos rojas red"),
    (Colour::Wine, "vinho bordo marsala burgundy wine borgona guinda"),
    (Colour::Pink, "rosa rosas pink rosado rosada rosinha"),
    (Colour::Purple, "roxo roxa roxos roxas lilas morado morada violeta purple lavender lilac"),
    (Colour::Yellow, "amarelo amarela amarelos amarelas amarillo amarilla amarillos yellow"),
    (Colour::Orange, "laranja laranjas terracota naranja naranjas orange amber"),
    (Colour::Brown, "marrom marrons caramelo marron marrones cafe castanho brown walnut"),
    (Colour::Beige, "bege beges beige nude areia sand"),
    (Colour::Gold, "dourado dourada dourados douradas dorado dorada dorados gold golden"),
    (Colour::Silver, "prateado prateada prateados prata plateado plateada plata silver"),
];

/// Words that only shade a colour: beside one, they ask for nothing by themselves.
const SHADES: &str = "claro clara escuro escura oscuro oscura light dark marinho marino navy royal celeste cielo ceu \
                      oliva olive militar midnight sky forest ocean bebe pastel neon metalico off space rose";

impl Colour {
    /// The family that a folded word names.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        WORDS.iter().find(|(_, words)| words.split(' ').any(|known| known == word)).map(|(colour, _)| *colour)
    }
}

pub(crate) fn is_shade(word: &str) -> bool {
    SHADES.split_ascii_whitespace().any(|known| known == word)
}
