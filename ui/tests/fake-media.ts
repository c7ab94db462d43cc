/**
 * Pictures and recordings for the fake backend, made on the spot. A source under `/fails/` fails for the reason that
 * its path names: `https://cdn.example/fails/tooLarge.jpg`.
 */
import type { MediaFailure } from "../src/ipc/generated/MediaFailure";
import type { MediaRequest } from "../src/ipc/generated/MediaRequest";
import type { MediaState } from "../src/ipc/generated/MediaState";

const host = "cdn.lojaacme.com.br";
export const mediaFailures: readonly MediaFailure[] = [
  { type: "notKept" },
  { type: "switchedOff" },
  { type: "notAnAddress" },
  { type: "notHttps" },
  { type: "refusedAddress", host: "10.0.0.12" },
  { type: "notFound" },
  { type: "httpStatus", status: 503 },
  { type: "tooManyRedirects", limit: 5 },
  { type: "tooLarge", limit: 10_000_000 },
  { type: "tooManyPixels", width: 12_000, height: 9_000 },
  { type: "wrongType", declared: "image/svg+xml" },
  { type: "insecure", host, reason: "invalid peer certificate: Expired" },
  { type: "noAnswer", host, reason: "Connection refused" },
  { type: "timedOut", host },
];

function failureOf(source: string): MediaFailure | undefined {
  const named = /\/fails\/(\w+)/.exec(source)?.[1];
  return mediaFailures.find(({ type }) => type === named);
}

export function mediaState({ source, kind }: MediaRequest): MediaState {
  const failure = failureOf(source);
  if (failure !== undefined) return { state: "failed", failure };
  return kind === "image"
    ? { state: "ready", contentType: "image/png", bytes: 9_000 }
    : { state: "ready", contentType: "audio/wav", bytes: 32_044 };
}

/** A picture whose colour follows from its source, as an address that `<img>` takes. */
export function drawnPicture(source: string, attempt: number): string {
  // jsdom has no canvas and loads no picture: there the address alone counts.
  if (navigator.userAgent.includes("jsdom") || failureOf(source) !== undefined)
    return `about:blank?attempt=${attempt}#${source}`;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 320;
  const pen = canvas.getContext("2d");
  if (pen === null) return "about:blank";
  let hue = 7;
  for (const letter of source) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  pen.fillStyle = `hsl(${hue} 40% 92%)`;
  pen.fillRect(0, 0, 320, 320);
  pen.fillStyle = `hsl(${hue} 45% 48%)`;
  pen.beginPath();
  pen.roundRect(88, 60, 144, 200, 36);
  pen.fill();
  return canvas.toDataURL();
}

/** Two seconds of a soft tone, as a WAV file. */
export function recordedTone(): ArrayBuffer {
  const rate = 8_000;
  const samples = rate * 2;
  const view = new DataView(new ArrayBuffer(44 + samples * 2));
  const words = (at: number, text: string): void =>
    [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  words(0, "RIFF");
  view.setUint32(4, 36 + samples * 2, true);
  words(8, "WAVEfmt ");
  [16, 0x0001_0001, rate, rate * 2, 0x0010_0002].forEach((field, index) =>
    view.setUint32(16 + index * 4, field, true),
  );
  words(36, "data");
  view.setUint32(40, samples * 2, true);
  for (let at = 0; at < samples; at += 1)
    view.setInt16(44 + at * 2, Math.sin((at / rate) * 330 * Math.PI * 2) * 6_000, true);
  return view.buffer;
}
