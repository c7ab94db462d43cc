//! Everything that Sofia can say: each kind of event by a natural message, each breach of a limit by its command.

use anyhow::Result;

use super::{DEMO, Gallery};

/// The name of a state, and what is said to the simulated shop to see it.
const MESSAGES: [(&str, &str); 23] = [
    ("event-greeting", "oi"),
    ("event-products", "vestido azul até 200 reais"),
    ("event-nothing-found", "telescópio"),
    ("event-details", "detalhes do vestido azul"),
    ("event-comparison", "compare vestido midi e vestido longo"),
    ("event-image", "manda uma foto da vitrine"),
    ("event-audio", "manda um áudio"),
    ("event-location", "onde fica a loja?"),
    ("event-list", "quais categorias vocês têm?"),
    ("event-policy", "quero trocar um vestido"),
    ("event-reply-buttons", "quero comprar"),
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
            gallery.begin(DEMO).await?;
            gallery.window.say_and_wait(message).await?;
            gallery.take(&state).await?;
        }
    }
    list_sheet(gallery).await
}

/// The sheet that a list message opens.
async fn list_sheet(gallery: &mut Gallery) -> Result<()> {
    if gallery.wants("event-list-sheet") {
        gallery.begin(DEMO).await?;
        gallery.window.say_and_wait("quais categorias vocês têm?").await?;
        gallery.window.click("list-open").await?;
        gallery.window.wait_for("list-sheet").await?;
        gallery.take("event-list-sheet").await?;
        gallery.window.press("Escape").await?;
        gallery.window.wait_gone("list-sheet").await?;
    }
    Ok(())
}
