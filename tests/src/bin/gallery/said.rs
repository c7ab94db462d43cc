//! Everything that Sofia can say: each kind of event by a natural message, each breach of a limit by its command.

use anyhow::Result;

use super::Gallery;

/// The name of a state, and what is said to the simulated shop to see it.
const MESSAGES: [(&str, &str); 22] = [
    ("event-greeting", "oi"),
    ("event-products", "vestido azul até 200 reais"),
    ("event-nothing-found", "geladeira de duas portas"),
    ("event-details", "detalhes do vestido azul"),
    ("event-comparison", "compare os vestidos azuis"),
    ("event-image", "manda uma foto da vitrine"),
    ("event-audio", "manda um áudio"),
    ("event-location", "onde fica a loja?"),
    ("event-list", "quais categorias vocês têm?"),
    ("event-reply-buttons", "quero trocar um vestido"),
    ("event-payment", "quais as formas de pagamento?"),
    ("event-carousel", "mostra um carrossel"),
    ("event-unknown", "me surpreenda"),
    ("event-handover-agent", "quero falar com um atendente"),
    ("event-handover-order", "cadê meu pedido?"),
    ("event-handover-storefront", "quero ver na loja online"),
    ("event-handover-lead", "quero receber ofertas"),
    ("event-every-kind", "/events"),
    ("event-formatting", "/formatting"),
    ("event-picture-faults", "/images"),
    ("event-long", "/long"),
    ("event-many", "/many 1000"),
];

pub(crate) async fn take(gallery: &mut Gallery) -> Result<()> {
    let limits = sofia_simulator::LIMIT_COMMANDS.iter();
    let limits = limits.map(|command| (format!("limit-{}", command.trim_start_matches("/limit-")), *command));
    let messages = MESSAGES.iter().map(|(state, message)| ((*state).to_owned(), *message));
    for (state, message) in messages.chain(limits) {
        if gallery.wants(&state) {
            gallery.begin("imulated").await?;
            gallery.window.say_and_wait(message).await?;
            gallery.take(&state).await?;
        }
    }
    Ok(())
}
