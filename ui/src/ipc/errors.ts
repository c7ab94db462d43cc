import type { ErrorReport } from "./generated/ErrorReport";

/** A command that was refused. `report` has the code, its values, and what the server said. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    readonly command: string,
    readonly report: ErrorReport,
  ) {
    super(report.message);
  }
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
