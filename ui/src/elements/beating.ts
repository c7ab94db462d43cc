/**
 * Small signs that something goes on: each is dimmed and lit again, all in one beat.
 *
 * An endless animation in CSS has the window drawn sixty times a second, however little of it changes, and what streams
 * in has to wait for that. These have it drawn at each beat.
 */
const beatMs = 700;
const signs = new Set<HTMLElement>();
let clock: ReturnType<typeof setInterval> | undefined;
let dimmed = false;

function beat(): void {
  dimmed = !dimmed;
  for (const sign of signs) sign.toggleAttribute("data-dimmed", dimmed);
}

/** An attachment; how a sign looks while it is dimmed is said in base.css. */
export function beating(sign: HTMLElement): () => void {
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return () => undefined;
  signs.add(sign);
  sign.toggleAttribute("data-dimmed", dimmed);
  clock ??= setInterval(beat, beatMs);
  return () => {
    signs.delete(sign);
    sign.removeAttribute("data-dimmed");
    if (signs.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  };
}
