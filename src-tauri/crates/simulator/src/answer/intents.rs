//! What a customer wants besides products, by phrases of three languages.

/// Something that is answered without, or before, looking into the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    Surprise,
    Human,
    OrderStatus,
    Location,
    Doctor,
    Carousel,
    Audio,
    Image,
    Storefront,
    Lead,
    Hours,
    Shipping,
    Exchange,
    Payment,
    Warranty,
    Coupon,
    Prescription,
    Compare,
    Details,
    More,
    Categories,
    Gift,
    Purchase,
    Thanks,
    Greeting,
}

/// Folded phrases in the order in which they are tried; the first that stands in the sentence counts.
const ALWAYS: &[(Intent, &str)] = &[
    (Intent::Surprise, "surpresa|me surpreenda|me surpreende|surprise me|surprise|sorprendeme|sorpresa"),
    (
        Intent::Human,
        "atendente|falar com alguem|falar com uma pessoa|falar com um humano|pessoa de verdade|humano|vendedor|vendedora|\
         human|real person|talk to someone|speak to someone|talk to an agent|live agent|representative|customer service|\
         asesor|asesora|hablar con alguien|hablar con una persona|persona real|agente",
    ),
    (
        Intent::OrderStatus,
        "meu pedido|minha compra|minha encomenda|meu pacote|rastrear|rastreio|my order|my package|my delivery|track my|\
         order status|tracking number|mi pedido|mi paquete|mi compra|mi orden|rastrear|estado de mi pedido",
    ),
    (
        Intent::Location,
        "onde fica|onde ficam|endereco|loja fisica|loja mais proxima|lojas perto|where is the store|where is your store|\
         where are you located|nearest store|store near|store location|store address|address|donde esta la tienda|\
         donde estan|donde queda|donde esta la sucursal|sucursal|sucursales|direccion|tienda cercana",
    ),
    (
        Intent::Prescription,
        "receita medica|receita|prescription|prescriptions|receta medica|receta|surtir mi receta",
    ),
    (
        Intent::Doctor,
        "medico|doctor|doctora|dermatologo|dermatologa|dermatologist|pediatra|pediatrician|consulta|ginecologa|\
         ginecologo|gynecologist|nutriologo|nutricionista|nutritionist|physician",
    ),
    (Intent::Carousel, "carrossel|carousel|carrusel"),
    (
        Intent::Audio,
        "manda um audio|mande um audio|mensagem de voz|voice message|voice note|audio message|nota de voz|\
         mensaje de voz|manda un audio|mandame un audio",
    ),
    (
        Intent::Image,
        "manda uma foto|mande uma foto|vitrine|lookbook|catalogo em imagem|send me a photo|send me a picture|\
         send a picture|folleto|manda una foto|mandame una foto",
    ),
    (
        Intent::Storefront,
        "loja online|loja virtual|abrir a loja|abrir o site|ver no site|ver na loja|no site|online store|open the website|\
         open the store|website|on the site|tienda en linea|tienda online|sitio web|pagina web|abrir la tienda|ver en el sitio",
    ),
    (
        Intent::Lead,
        "newsletter|receber ofertas|receber novidades|receber promocoes|quero me cadastrar|cadastro|atacado|revender|\
         wholesale|bulk order|sign me up|sign up|mailing list|recibir ofertas|recibir promociones|registrarme|mayoreo|\
         boletin",
    ),
    (
        Intent::Hours,
        "horario|horarios|que horas|abre hoje|estao abertos|esta aberto|opening hours|store hours|business hours|your hours|\
         what time|are you open|open today|a que hora|abren|esta abierto|estan abiertos|cierran",
    ),
    (
        Intent::Shipping,
        "frete|prazo de entrega|entregam|entrega|envio|shipping|deliver|delivery|envios|envian|entregan|domicilio",
    ),
    (
        Intent::Exchange,
        "troca|trocas|trocar|devolver|devolucao|devolucoes|reembolso|return policy|returns|return|exchange|refund|cambio|\
         cambios|cambiar|devolucion|devoluciones",
    ),
    (
        Intent::Payment,
        "pagamento|formas de pagamento|parcelar|parcelas|pix|boleto|payment|pay|credit card|installments|instalments|pago|\
         formas de pago|tarjeta|meses sin intereses|pagar",
    ),
    (Intent::Warranty, "garantia|warranty|guarantee"),
    (
        Intent::Coupon,
        "cupom|desconto|descontos|promocao|coupon|discount|promo code|cupon|descuento|descuentos",
    ),
    (
        Intent::Compare,
        "compare|comparar|compara|comparacao|diferenca entre|qual e melhor|difference between|which is better|versus|vs|\
         diferencia entre|cual es mejor",
    ),
    (
        Intent::Details,
        "detalhes|fala mais|fale mais|conta mais|mais informacoes|details|tell me more|more about|more information|detalles|\
         cuentame mas|mas informacion",
    ),
    (
        Intent::More,
        "mais opcoes|ver mais|mostra mais|outras opcoes|outros modelos|show more|more options|show me more|other options|\
         anything else|mas opciones|ver mas|muestrame mas|otras opciones",
    ),
];

/// Tried only where the sentence names nothing that the merchant sells: `quero comprar um vestido` is about dresses.
const WITHOUT_PRODUCTS: &[(Intent, &str)] = &[
    (
        Intent::Categories,
        "menu|categorias|o que voces vendem|o que vendem|que produtos|what do you sell|what do you have|categories|\
         que venden|que productos|que tienen|catalogo|catalog|ajuda|help|ayuda|opcoes|options|opciones",
    ),
    (Intent::Gift, "presente|presentear|gift|present|regalo|regalar|aniversario|birthday|cumpleanos"),
    (
        Intent::Purchase,
        "comprar|quero esse|quero este|quero o primeiro|finalizar|carrinho|buy|checkout|purchase|i want it|cart|lo quiero|\
         comprarlo|carrito|pedir este",
    ),
    (
        Intent::Thanks,
        "obrigado|obrigada|valeu|tchau|ate logo|thanks|thank you|bye|goodbye|gracias|adios|hasta luego",
    ),
    (
        Intent::Greeting,
        "oi|ola|bom dia|boa tarde|boa noite|tudo bem|e ai|hi|hello|hey|good morning|good afternoon|good evening|hola|buenos \
         dias|buenas tardes|buenas noches|buenas|que tal",
    ),
];

/// The intent that a sentence states whatever products it names. `words` are folded, with a space around each.
pub(super) fn stated(words: &str) -> Option<Intent> {
    first_of(ALWAYS, words)
}

/// The intent of a sentence that names no product.
pub(super) fn without_products(words: &str) -> Option<Intent> {
    first_of(WITHOUT_PRODUCTS, words)
}

fn first_of(table: &[(Intent, &str)], words: &str) -> Option<Intent> {
    table
        .iter()
        .find(|(_, phrases)| phrases.split('|').any(|phrase| words.contains(&format!(" {phrase} "))))
        .map(|(intent, _)| *intent)
}

/// Whether a sentence asks what something costs.
pub(super) fn asks_for_price(words: &str) -> bool {
    const ASKING: &str = "quanto custa|quanto custam|quanto e|quanto esta|quanto ta|quanto sai|quanto fica|qual o preco|qual e o preco|\
         qual o valor|qual e o valor|preco do|preco da|preco de|valor do|valor da|how much|price of|what s the price|\
         what is the price|cuanto cuesta|cuanto cuestan|cuanto vale|cuanto valen|cuanto es|cuanto sale|que precio|\
         precio del|precio de|a cuanto esta";
    ASKING.split('|').any(|phrase| words.contains(&format!(" {phrase} ")))
}

/// The position that a sentence names, from 0: `o segundo`, `the first one`, `el 3`.
pub(super) fn ordinal(words: &str) -> Option<usize> {
    const ORDINALS: [&str; 6] = [
        "primeiro|primeira|first|primero|primera|1|1o",
        "segundo|segunda|second|2|2o",
        "terceiro|terceira|third|tercero|tercera|3|3o",
        "quarto|quarta|fourth|cuarto|cuarta|4",
        "quinto|quinta|fifth|5",
        "sexto|sexta|sixth|ultimo|ultima|last|6",
    ];
    ORDINALS.iter().position(|names| names.split('|').any(|name| words.contains(&format!(" {name} "))))
}
