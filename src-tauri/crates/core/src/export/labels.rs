//! The few words of an export's own, in each language of the application.

/// A language of the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Portuguese, as in Brazil.
    Portuguese,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::English, Self::Portuguese, Self::Spanish];

    /// Its tag: `pt-BR`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Portuguese => "pt-BR",
            Self::Spanish => "es",
        }
    }

    pub(super) fn labels(self) -> &'static Labels {
        match self {
            Self::English => &ENGLISH,
            Self::Portuguese => &PORTUGUESE,
            Self::Spanish => &SPANISH,
        }
    }
}

#[derive(Debug)]
pub(super) struct Labels {
    pub customer: &'static str,
    pub untitled: &'static str,
    pub simulated: &'static str,
    pub masked: &'static str,
    pub recorded: &'static str,
    pub branch: &'static str,
    pub session: &'static str,
    pub note: &'static str,
    pub tags: &'static str,
    pub good: &'static str,
    pub bad: &'static str,
    pub first_event: &'static str,
    pub total: &'static str,
    pub events: &'static str,
    pub bytes: &'static str,
    pub sent: &'static str,
    pub link: &'static str,
    pub image: &'static str,
    pub audio: &'static str,
    pub suggestions: &'static str,
    pub handover: [&'static str; 6],
    pub not_triggered: &'static str,
    pub unknown_event: &'static str,
    pub complete: &'static str,
    pub failed: &'static str,
    pub stopped: &'static str,
    pub interrupted: &'static str,
    pub nothing: &'static str,
    pub conversations: &'static str,
}

static ENGLISH: Labels = Labels {
    customer: "Customer",
    untitled: "Conversation",
    simulated: "simulated",
    masked: "personal data taken out",
    recorded: "answer read from a file",
    branch: "branch",
    session: "Session",
    note: "Note",
    tags: "Tags",
    good: "good",
    bad: "bad",
    first_event: "first event",
    total: "total",
    events: "Events",
    bytes: "bytes",
    sent: "sent",
    link: "Open the link",
    image: "Image",
    audio: "Audio",
    suggestions: "Suggestions",
    handover: [
        "Handover to a person",
        "Handover to the storefront",
        "Handover for an order's status",
        "Handover for a question of place",
        "Handover to collect contact details",
        "Handover to a doctor",
    ],
    not_triggered: "not triggered",
    unknown_event: "Unknown event",
    complete: "complete",
    failed: "failed",
    stopped: "stopped",
    interrupted: "interrupted",
    nothing: "Nothing was said.",
    conversations: "Conversations",
};

static PORTUGUESE: Labels = Labels {
    customer: "Cliente",
    untitled: "Conversa",
    simulated: "simulada",
    masked: "dados pessoais retirados",
    recorded: "resposta lida de um arquivo",
    branch: "ramificação",
    session: "Sessão",
    note: "Nota",
    tags: "Etiquetas",
    good: "boa",
    bad: "ruim",
    first_event: "primeiro evento",
    total: "total",
    events: "Eventos",
    bytes: "bytes",
    sent: "enviado",
    link: "Abrir o link",
    image: "Imagem",
    audio: "Áudio",
    suggestions: "Sugestões",
    handover: [
        "Transferência para uma pessoa",
        "Transferência para a loja",
        "Transferência para consulta de pedido",
        "Transferência para consulta de local",
        "Transferência para coletar contato",
        "Transferência para um médico",
    ],
    not_triggered: "não acionada",
    unknown_event: "Evento desconhecido",
    complete: "completa",
    failed: "falhou",
    stopped: "parada",
    interrupted: "interrompida",
    nothing: "Nada foi dito.",
    conversations: "Conversas",
};

static SPANISH: Labels = Labels {
    customer: "Cliente",
    untitled: "Conversación",
    simulated: "simulada",
    masked: "datos personales retirados",
    recorded: "respuesta leída de un archivo",
    branch: "rama",
    session: "Sesión",
    note: "Nota",
    tags: "Etiquetas",
    good: "buena",
    bad: "mala",
    first_event: "primer evento",
    total: "total",
    events: "Eventos",
    bytes: "bytes",
    sent: "enviado",
    link: "Abrir el enlace",
    image: "Imagen",
    audio: "Audio",
    suggestions: "Sugerencias",
    handover: [
        "Transferencia a una persona",
        "Transferencia a la tienda",
        "Transferencia por estado de pedido",
        "Transferencia por consulta de lugar",
        "Transferencia para pedir datos de contacto",
        "Transferencia a un médico",
    ],
    not_triggered: "no activada",
    unknown_event: "Evento desconocido",
    complete: "completa",
    failed: "falló",
    stopped: "detenida",
    interrupted: "interrumpida",
    nothing: "No se dijo nada.",
    conversations: "Conversaciones",
};

impl Labels {
    pub(super) fn handover(&self, kind: agent_graph::event::HandoverKind) -> &'static str {
        use agent_graph::event::HandoverKind::{
            Agent, Leadgen, LocationQuery, OnelivDoctor, OrderStatus, Storefront,
        };
        let at = match kind {
            Agent => 0,
            Storefront => 1,
            OrderStatus => 2,
            LocationQuery => 3,
            Leadgen => 4,
            OnelivDoctor => 5,
        };
        self.handover[at]
    }

    pub(super) fn state(&self, state: crate::conversation::TurnState) -> &'static str {
        use crate::conversation::TurnState::{Complete, Failed, Interrupted, Stopped, Streaming, Waiting};
        match state {
            Complete => self.complete,
            Failed => self.failed,
            Stopped => self.stopped,
            Interrupted | Waiting | Streaming => self.interrupted,
        }
    }

    /// How an answer was rated, with a sign that is understood without the word.
    pub(super) fn rating(&self, good: bool) -> String {
        if good { format!("👍 {}", self.good) } else { format!("👎 {}", self.bad) }
    }
}
