/** What goes wrong in the window reaches the log, and is counted on the root so that a test can see that nothing did. */
import { backend } from "../ipc/backend";
import type { WindowReportKind } from "../ipc/generated/WindowReportKind";

/** A fault in a loop must not flood the log. */
const most = 50;

function report(kind: WindowReportKind, message: string): void {
  const root = document.documentElement;
  const count = Number(root.dataset["reports"] ?? "0") + 1;
  root.dataset["reports"] = String(count);
  if (count > most) return;
  // There is nowhere left to say that this failed; the count on the root still tells.
  backend.call("window_report", { kind, message }).catch(() => undefined);
}

function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const words = `${thrown.name}: ${thrown.message}`;
  // WebKit's stack is places alone, Chromium's begins with the words.
  const stack = thrown.stack ?? "";
  return stack.startsWith(words) ? stack : `${words}\n${stack}`;
}

/** Browsers tell that a size changed once more within a frame; nothing is lost by it. */
const harmless = /ResizeObserver loop/;

export function reportWhatGoesWrong(): void {
  window.addEventListener("error", (event) => {
    if (harmless.test(event.message)) return;
    report("error", event.error === undefined || event.error === null ? event.message : wordsOf(event.error));
  });
  window.addEventListener("unhandledrejection", (event) => report("error", wordsOf(event.reason)));
  document.addEventListener("securitypolicyviolation", (event) =>
    report(
      "contentSecurityPolicy",
      `${event.effectiveDirective} refused ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`,
    ),
  );
}
