/**
 * First words for an empty conversation with the demo merchant: what a customer of the shop would write, in the
 * shop's language and not in the window's.
 */
const starters: Record<string, readonly string[]> = {
  pt: ["Oi!", "Tem vestido azul até 200 reais?", "Quero falar com um atendente", "/help"],
  en: ["Hi!", "Wireless headphones under $100", "I want to talk to a person", "/help"],
  es: ["¡Hola!", "¿Tienen protector solar hasta 250 pesos?", "Quiero hablar con una persona", "/help"],
};

export function startersFor(language: string): readonly string[] {
  return starters[language.toLowerCase().split("-")[0] ?? ""] ?? [];
}

/** What a presentation of the demo merchant goes through, until somebody has rehearsed something else. */
const rehearsed: Record<string, readonly string[]> = {
  pt: [
    "Oi!",
    "Tem vestido azul até 200 reais?",
    "Tem em preto?",
    "Quanto tempo demora o frete?",
    "Quero um presente",
    "Quero falar com um atendente",
  ],
  en: [
    "Hi!",
    "Wireless headphones under $100",
    "Anything cheaper?",
    "How long does shipping take?",
    "I need a gift",
    "I want to talk to a person",
  ],
  es: [
    "¡Hola!",
    "¿Tienen protector solar hasta 250 pesos?",
    "¿Hay algo más barato?",
    "¿Cuánto tarda el envío?",
    "Busco un regalo",
    "Quiero hablar con una persona",
  ],
};

export function rehearsedFor(language: string): readonly string[] {
  return rehearsed[language.toLowerCase().split("-")[0] ?? ""] ?? [];
}
