import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeBackend } from "../../../tests/fake-backend";
import { mediaFailures } from "../../../tests/fake-media";
import { conversation } from "../../../tests/samples";
import { setLanguage } from "../../i18n/index.svelte";
import { useBackend } from "../../ipc/backend";
import { OpenConversation, open } from "../../state/conversation.svelte";
import { preferences } from "../../state/preferences.svelte";
import RemoteAudio from "./RemoteAudio.svelte";
import RemoteImage from "./RemoteImage.svelte";
import { formatPosition } from "./clock";
import { failureNext, failureSentence, mayPass } from "./failures";

const good = "https://cdn.example/a.png";
let backend: FakeBackend;
let restore: () => void;

beforeEach(() => {
  backend = new FakeBackend();
  restore = useBackend(backend);
  preferences.take(backend.overview.preferences);
});

afterEach(() => {
  cleanup();
  restore();
  vi.restoreAllMocks();
});

function image(source: string, more: { neutral?: boolean } = {}): HTMLImageElement {
  render(RemoteImage, { source, merchantId: "acme", alt: "Vestido azul", ...more });
  return screen.getByAltText<HTMLImageElement>("Vestido azul");
}

const place = (): HTMLElement => screen.getByTestId("remote-image");

describe("a picture", () => {
  it("is not fetched for a playback: what is kept is shown, and what is not says so", async () => {
    const source = { type: "playback", of: "c1" } as const;
    open.show(new OpenConversation(conversation({ source })));
    const asked = vi.spyOn(backend, "imageAddress");
    const picture = image("https://cdn.example/fails/notKept.png");
    expect(asked.mock.lastCall?.at(3)).toBe(true);
    await fireEvent.error(picture);
    expect((await screen.findByTestId("media-failed")).dataset["reason"]).toBe("notKept");
    expect(backend.called("media_state")).toMatchObject([{ kept: true }]);
    expect(screen.queryByTestId("media-retry")).toBeNull();
    open.show(null);
  });

  it("is shown once it has come, under its own words", async () => {
    const picture = image(good);
    expect(place().dataset["state"]).toBe("loading");
    expect(picture.src).toContain(good);
    await fireEvent.load(picture);
    expect(place().dataset["state"]).toBe("shown");
    expect(backend.called("media_state")).toEqual([]);
  });

  it("that failed says why, and is asked for anew when a person tries again", async () => {
    const picture = image("https://cdn.example/fails/notFound.png");
    const before = picture.src;
    await fireEvent.error(picture);
    const failed = await screen.findByTestId("media-failed");
    expect(failed.dataset["reason"]).toBe("notFound");
    expect(failed).toHaveProperty("title", expect.stringContaining("cdn.example"));
    expect(screen.getByText("Not found on the server")).toBeTruthy();
    await userEvent.click(screen.getByTestId("media-retry"));
    expect(screen.getByAltText<HTMLImageElement>("Vestido azul").src).not.toBe(before);
    expect(place().dataset["state"]).toBe("loading");
  });

  it("that came whole and cannot be decoded is damaged", async () => {
    await fireEvent.error(image(good));
    const failed = await screen.findByTestId("media-failed");
    expect(failed.dataset["reason"]).toBe("undecodable");
    expect(screen.queryByTestId("media-retry")).toBeNull();
  });

  it("says nothing technical where nothing technical may be seen", async () => {
    await fireEvent.error(image("https://cdn.example/fails/noAnswer.png", { neutral: true }));
    const failed = await screen.findByTestId("media-failed");
    expect(failed.textContent).toContain("Not available");
    expect(failed.textContent).not.toMatch(/cdn|answer/);
    expect(failed.title).toBe("");
    expect(screen.queryByTestId("media-retry")).toBeNull();
  });

  it("is not asked for while loading is switched off, and is once the backend knows that it is on", async () => {
    preferences.take({ ...backend.overview.preferences, loadMedia: false });
    render(RemoteImage, { source: good, merchantId: "acme", alt: "Vestido azul" });
    expect(screen.getByTestId("media-failed").dataset["reason"]).toBe("switchedOff");
    expect(screen.queryByAltText("Vestido azul")).toBeNull();
    preferences.set({ loadMedia: true });
    expect(screen.queryByAltText("Vestido azul")).toBeNull();
    await waitFor(() => expect(screen.getByAltText("Vestido azul")).toBeTruthy());
    expect(backend.called("preferences_set").at(-1)?.loadMedia).toBe(true);
  });
});

describe("a recording", () => {
  const made: string[] = [];
  const revoked: string[] = [];

  beforeEach(() => {
    made.length = revoked.length = 0;
    URL.createObjectURL = (blob: Blob) => {
      made.push(blob.type);
      return `blob:${made.length}`;
    };
    URL.revokeObjectURL = (address: string) => void revoked.push(address);
    vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(async function (this: HTMLMediaElement) {
      this.dispatchEvent(new Event("play"));
    });
    vi.spyOn(HTMLMediaElement.prototype, "pause").mockImplementation(function (this: HTMLMediaElement) {
      this.dispatchEvent(new Event("pause"));
    });
  });

  const voice = "https://cdn.example/a.ogg";
  const player = (at = 0): HTMLElement => screen.getAllByTestId("remote-audio")[at] as HTMLElement;
  const toggle = (at = 0): HTMLElement => screen.getAllByTestId("audio-toggle")[at] as HTMLElement;

  it("is fetched when it is played and not before, once, and let go with its player", async () => {
    const { unmount } = render(RemoteAudio, { source: voice, merchantId: "acme" });
    expect(backend.calls).toEqual([]);
    await userEvent.click(toggle());
    await waitFor(() => expect(player().dataset["state"]).toBe("playing"));
    expect(made).toEqual(["audio/wav"]);
    await userEvent.click(toggle());
    expect(player().dataset["state"]).toBe("paused");
    await userEvent.click(toggle());
    expect(backend.called("media_bytes")).toHaveLength(1);
    expect(revoked).toEqual([]);
    unmount();
    expect(revoked).toEqual(["blob:1"]);
  });

  it("that begins stops the one before", async () => {
    render(RemoteAudio, { source: voice, merchantId: "acme" });
    render(RemoteAudio, { source: `${voice}?2`, merchantId: "acme" });
    await userEvent.click(toggle(0));
    await waitFor(() => expect(player(0).dataset["state"]).toBe("playing"));
    await userEvent.click(toggle(1));
    await waitFor(() => expect(player(1).dataset["state"]).toBe("playing"));
    expect(player(0).dataset["state"]).toBe("paused");
  });

  it("that failed says why and is asked for again, and then an earlier failure no longer counts", async () => {
    render(RemoteAudio, { source: "https://cdn.example/fails/timedOut.ogg", merchantId: "acme" });
    await userEvent.click(toggle());
    const failed = await screen.findByTestId("media-failed");
    expect(failed.dataset["reason"]).toBe("timedOut");
    await userEvent.click(screen.getByTestId("media-retry"));
    await waitFor(() => expect(backend.called("media_state").map(({ attempt }) => attempt)).toEqual([0, 1]));
    expect(backend.called("media_bytes")).toEqual([]);
  });

  it("that this computer cannot decode says what is missing", async () => {
    const { container } = render(RemoteAudio, { source: voice, merchantId: "acme" });
    await userEvent.click(toggle());
    await waitFor(() => expect(player().dataset["state"]).toBe("playing"));
    await fireEvent.error(container.querySelector("audio") as HTMLAudioElement);
    expect(screen.getByTestId("media-failed").dataset["reason"]).toBe("unplayable");
  });

  it("is not fetched while loading is switched off", () => {
    preferences.take({ ...backend.overview.preferences, loadMedia: false });
    render(RemoteAudio, { source: voice, merchantId: "acme" });
    expect(player().dataset["state"]).toBe("failed");
    expect(toggle()).toHaveProperty("disabled", true);
  });
});

describe("a failure", () => {
  it("of every kind has a sentence and a next step without gaps, in every language", () => {
    const all = [
      ...mediaFailures,
      { type: "wrongType", declared: null } as const,
      { type: "undecodable" } as const,
      { type: "unplayable" } as const,
      { type: "internal", reason: "it panicked" } as const,
    ];
    for (const language of ["en", "pt-BR", "es"] as const) {
      setLanguage(language);
      for (const failure of all) {
        for (const text of [failureSentence(failure), failureNext(failure)])
          expect(text, `${language} ${failure.type}`).toMatch(/^[^{}]{8,}$/);
      }
    }
    setLanguage("en");
    expect(failureSentence({ type: "tooLarge", limit: 10_000_000 })).toBe("Larger than 10 MB");
  });

  it("that lies in the file or its address does not pass by itself", () => {
    const lasting = mediaFailures.filter((failure) => !mayPass(failure)).map(({ type }) => type);
    expect(lasting).toEqual([
      "notKept",
      "switchedOff",
      "notAnAddress",
      "notHttps",
      "refusedAddress",
      "tooManyRedirects",
      "tooLarge",
      "tooManyPixels",
      "wrongType",
    ]);
  });
});

it("a position is read as a clock", () => {
  expect([0, 7.9, 65, 754, 3_723].map(formatPosition)).toEqual(["0:00", "0:07", "1:05", "12:34", "1:02:03"]);
});
