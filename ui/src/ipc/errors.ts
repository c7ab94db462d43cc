import type { ErrorReport } from "./generated/ErrorReport";

/** A command that was refused. `report` has the code, its values, and what the server said. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** What the command was about, as `subjectOf` names it. */
  subject = "";

  constructor(
    readonly command: string,
    readonly report: ErrorReport,
  ) {
    super(report.message);
  }
}

/** The ids in a command's input: two calls with the same ones are about the same thing. */
export function subjectOf(input: unknown): string {
  if (typeof input !== "object" || input === null) return "";
  const ids = Object.entries(input).filter(([key]) => /^ids?$|Ids?$/.test(key));
  return JSON.stringify(ids.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isErrorReport(value: unknown): value is ErrorReport {
  return (
    typeof value === "object" && value !== null && "code" in value && "message" in value && "params" in value
  );
}

/** Whatever was thrown, as the one shape that the window knows how to show. */
export function asErrorReport(thrown: unknown): ErrorReport {
  if (thrown instanceof CommandError) return thrown.report;
  if (isErrorReport(thrown)) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", params: { reason }, message: reason, answer: null, delivery: null };
}
