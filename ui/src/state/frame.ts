/** Animation frames pause in a hidden window; what waits for one must go on all the same. */
const longestFrameMs = 120;

/** Resolves when a frame has been drawn, so that a long piece of work leaves room for what a person does meanwhile. */
export function idle(): Promise<void> {
  return new Promise((resolve) => afterFrame(resolve));
}

/** Runs `then` once: after the next animation frame, or shortly later where no frame comes. */
export function afterFrame(then: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    then();
  };
  const timer = setTimeout(once, longestFrameMs);
  if (typeof requestAnimationFrame === "function") requestAnimationFrame(() => setTimeout(once));
}
