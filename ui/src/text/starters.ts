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
