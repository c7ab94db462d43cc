/**
 * A backend for tests and for the preview page: conversations in memory, feeds that number their batches as the real
 * ones do, and answers that stream. Any command can be answered otherwise with `on`.
 */
import type { Backend } from "../src/ipc/backend";
import { CommandError } from "../src/ipc/errors";
import type { ApplicationChange } from "../src/ipc/generated/ApplicationChange";
import type { Batch } from "../src/ipc/generated/Batch";
import type { Commands } from "../src/ipc/generated/Commands";
import type { Conversation } from "../src/ipc/generated/Conversation";
import type { ErrorReport } from "../src/ipc/generated/ErrorReport";
import type { Line } from "../src/ipc/generated/Line";
import type { Overview } from "../src/ipc/generated/Overview";
import type { SentEvent } from "../src/ipc/generated/SentEvent";
import type { Turn } from "../src/ipc/generated/Turn";
import { familyOf, found, listed, statement } from "./fake-history";
import { contextUntil } from "./fake-branches";
import { drawnPicture, mediaState, recordedTone } from "./fake-media";
import { noTruth } from "./fake-checks";
import { sentEvents } from "./fake-sending";
import {
  conversation as makeConversation,
  overview as makeOverview,
  rawLine,
  requestView,
  turn as makeTurn,
} from "./samples";

type Name = keyof Commands;
type Send<N extends Name> = (message: Commands[N]["channel"]) => void;
type Handler<N extends Name> = (
  input: Commands[N]["input"],
  send: Send<N>,
) => Commands[N]["output"] | Promise<Commands[N]["output"]>;
type Handlers = { [N in Name]?: Handler<N> };

interface Feed {
  conversationId: string;
  number: number;
  send: (batch: Batch) => void;
}

/** What the fake knows of one conversation. */
export interface Held {
  conversation: Conversation;
  turns: Turn[];
  lines: Line[];
}

export class FakeBackend implements Backend {
  readonly calls: { command: Name; input: unknown }[] = [];
  readonly held = new Map<string, Held>();
  readonly feeds = new Map<number, Feed>();
  readonly drafts = new Map<string, string>();
  /** What goes along with the first message of a branch. */
  readonly contexts = new Map<string, SentEvent[]>();
  overview: Overview;
  watch: (change: ApplicationChange) => void = () => undefined;
  /** Batches to lose on the way, by number. */
  lose = new Set<number>();
  /** Lines of a conversation that a feed begins with; what came earlier is asked for, as much at a time. */
  tail = Number.POSITIVE_INFINITY;
  /** What answers a message; without it a turn stays waiting. */
  answer: (held: Held, turn: Turn) => void = () => undefined;
  retentionDays: number | null = null;
  #nextId = 1_000;
  #handlers: Handlers = {};

  constructor(overview: Partial<Overview> = {}) {
    this.overview = makeOverview(overview);
    this.#handleAll();
  }

  on<N extends Name>(command: N, handler: Handler<N>): this {
    this.#handlers = { ...this.#handlers, [command]: handler };
    return this;
  }

  /** Every later call of this command is refused with this. */
  refuse(command: Name, report: ErrorReport): this {
    const refused = (): never => {
      throw new CommandError(command, report);
    };
    this.#handlers = { ...this.#handlers, [command]: refused };
    return this;
  }

  called<N extends Name>(command: N): Commands[N]["input"][] {
    return this.calls
      .filter((call) => call.command === command)
      .map((call) => call.input as Commands[N]["input"]);
  }

  add(held: Held): Held {
    this.held.set(held.conversation.id, held);
    return held;
  }

  id(): number {
    return this.#nextId++;
  }

  /** Changes what is held and tells every feed of it. */
  push(id: string, change: { conversation?: Partial<Conversation>; turns?: Turn[]; lines?: Line[] }): void {
    const held = this.#get(id);
    held.conversation = { ...held.conversation, ...change.conversation };
    for (const turn of change.turns ?? []) {
      const at = held.turns.findIndex((known) => known.id === turn.id);
      if (at === -1) held.turns.push(turn);
      else held.turns[at] = turn;
    }
    held.lines.push(...(change.lines ?? []));
    for (const [feed, open] of this.feeds) {
      if (open.conversationId !== id) continue;
      open.number += 1;
      if (this.lose.has(open.number)) continue;
      open.send(this.#batch(feed, held, change.turns ?? [], change.lines ?? []));
    }
    this.watch({ type: "conversation", conversation: held.conversation });
  }

  call: Backend["call"] = async (command, input) => this.#run(command, input, () => undefined);

  callWithChannel: Backend["callWithChannel"] = async (command, input, receive) =>
    this.#run(command, input, receive);

  logoAddress: Backend["logoAddress"] = (merchantId, version) =>
    drawnPicture(`https://cdn.example/${merchantId}`, version);

  imageAddress: Backend["imageAddress"] = (_, source, attempt) => drawnPicture(source, attempt);

  async #run<N extends Name>(
    command: N,
    input: Commands[N]["input"],
    send: Send<N>,
  ): Promise<Commands[N]["output"]> {
    this.calls.push({ command, input });
    const handler = this.#handlers[command] as Handler<N> | undefined;
    if (handler === undefined) throw new Error(`the fake backend does not know ${command}`);
    return handler(input, send);
  }

  #change(id: string, change: Partial<Conversation>): Conversation {
    const held = this.#get(id);
    held.conversation = { ...held.conversation, ...change };
    this.watch({ type: "conversation", conversation: held.conversation });
    return held.conversation;
  }

  #merchant(id: string): Overview["merchants"][number] {
    const known = this.overview.merchants.find((each) => each.id === id);
    if (known === undefined) throw new Error(`no merchant ${id}`);
    return known;
  }

  #get(id: string): Held {
    const held = this.held.get(id);
    if (held === undefined) throw new Error(`no conversation ${id}`);
    return held;
  }

  #batch(feed: number, held: Held, turns: Turn[], lines: Line[]): Batch {
    const open = this.feeds.get(feed);
    return {
      feed,
      number: open?.number ?? 0,
      conversation: held.conversation,
      turns: [...turns],
      lines: [...lines],
      cursor: held.lines.at(-1)?.id ?? 0,
      more: false,
    };
  }

  #start(merchantId: string, customerKey: string | null): Conversation {
    const merchant = this.overview.merchants.find(({ id }) => id === merchantId);
    const fresh = makeConversation({
      id: `c${this.id()}`,
      merchantId,
      merchantName: merchant?.name ?? "",
      title: "",
      customerKey: customerKey ?? `sofia-desk-${this.id()}`,
      simulated: merchant?.simulated ?? false,
      createdAt: Date.now(),
      lastAt: Date.now(),
      turns: 0,
      lastTurnFailed: false,
    });
    this.add({ conversation: fresh, turns: [], lines: [] });
    return fresh;
  }

  #turn(id: string, sent: Turn["sent"], retryOf: number | null): { turnId: number } {
    const held = this.#get(id);
    const fresh = makeTurn({
      id: this.id(),
      ordinal: held.turns.length + 1,
      sent,
      sentAt: Date.now(),
      state: "waiting",
      retryOf,
      timing: { connectUs: null, headUs: null, firstByteUs: null, firstEventUs: null, endUs: null },
    });
    const first = sent[0];
    const title = held.conversation.title || (first?.type === "text" ? first.text : "");
    this.push(id, { conversation: { title, state: "answering", lastAt: Date.now() }, turns: [fresh] });
    this.answer(held, fresh);
    return { turnId: fresh.id };
  }

  #handleAll(): void {
    this.on("overview", () => this.overview)
      .on("application_watch", (_, send) => {
        this.watch = send;
        return null;
      })
      .on("preferences_set", () => null)
      .on("link_open", ({ url }) => ({ url, host: url }))
      .on("data_folder_open", () => null)
      .on("clipboard_write", () => null)
      .on("window_report", () => null)
      .on("media_state", (request) => mediaState(request))
      .on("media_bytes", () => recordedTone())
      .on("merchant_reach", ({ id }) => ({
        host: id === "demo" ? "127.0.0.1:39211" : "api.connectly.ai",
        reachable: true,
        healthy: true,
        tookUs: 84_200,
        error: null,
      }))
      .on("conversations_list", (wanted) => listed(this.held.values(), wanted))
      .on("history_search", ({ text }) => found(this.held.values(), text))
      .on("tags_list", () => {
        const tags = [...this.held.values()].flatMap(({ conversation }) => conversation.tags);
        return [...new Set(tags)].sort().map((name) => ({
          name,
          conversations: tags.filter((tag) => tag === name).length,
        }));
      })
      .on("conversation_rename", ({ id, title }) => this.#change(id, { ownTitle: title }))
      .on("conversation_pin", ({ id, pinned }) => this.#change(id, { pinned }))
      .on("conversation_describe", ({ id, tags, note }) => this.#change(id, { tags, note }))
      .on("conversations_delete", ({ ids }) => {
        for (const id of ids) this.#change(id, { deletedAt: Date.now() });
        return ids;
      })
      .on("conversations_restore", ({ ids }) => ids.map((id) => this.#change(id, { deletedAt: null })))
      .on("turn_rate", ({ turnId, rating }) => {
        const all = [...this.held.values()].flatMap((held) => held.turns);
        const rated = all.find((known) => known.id === turnId);
        if (rated === undefined) throw new Error(`no turn ${turnId}`);
        return Object.assign(rated, { rating }) && { ...rated };
      })
      .on("conversations_export", ({ ids }) => ({
        path: "/data/ana/vestido-azul.html",
        conversations: ids.length,
        bytes: 48_211,
      }))
      .on("export_cancel", () => null)
      .on("export_masks", () => [
        { kind: "customer", value: "sofia-desk-5b1c9f02e41f2", replacement: "[customer 1]", count: 3 },
        { kind: "phone", value: "+55 11 91234-5678", replacement: "[phone 1]", count: 2 },
        { kind: "email", value: "ana.souza@example.com", replacement: "[email 1]", count: 1 },
      ])
      .on("conversations_import", () => null)
      .on("conversations_import_again", () => null)
      .on("data_statement", () => statement([...this.held.values()], this.retentionDays))
      .on("retention_effect", ({ days }) => ({ conversations: days === null ? 0 : 12 }))
      .on("retention_set", ({ days }) => {
        this.retentionDays = days;
        return { conversations: days === null ? 0 : 12 };
      })
      .on("conversation_start", ({ merchantId, customerKey }) => this.#start(merchantId, customerKey))
      .on("conversation_restart", ({ id, sameCustomer }) => {
        const { conversation } = this.#get(id);
        return this.#start(conversation.merchantId, sameCustomer ? conversation.customerKey : null);
      })
      .on("conversation_read", ({ id }) => this.#get(id).conversation)
      .on("branch_start", (start) => {
        const origin = this.#get(start.conversationId);
        const { merchantId, customerKey } = origin.conversation;
        const fresh = this.#start(merchantId, customerKey);
        const at = origin.turns.find((turn) => turn.id === start.turnId)?.ordinal ?? 0;
        const after = start.behind === null ? at - 1 : at;
        const branch = { of: start.conversationId, after, kind: start.kind };
        const conversation = { ...fresh, branch };
        this.add({ conversation, turns: [], lines: [] });
        this.contexts.set(fresh.id, start.kind === "context" ? contextUntil(origin, start) : []);
        return { conversation, reasked: start.kind === "reasked" ? after : 0 };
      })
      .on("branch_family", ({ id }) => familyOf(this.held.values(), id))
      .on("branch_context", ({ id }) => this.contexts.get(id) ?? [])
      .on("presentation_recording", () => null)
      .on("conversation_close", ({ id }) => {
        this.push(id, { conversation: { state: "closed" } });
        return this.#get(id).conversation;
      })
      .on("conversation_send", ({ id, text }) => this.#turn(id, [{ type: "text", text, role: "user" }], null))
      .on("conversation_send_events", ({ id, events, allowUnknown }) =>
        this.#turn(id, sentEvents(events, allowUnknown), null),
      )
      .on("draft", ({ id }) => this.drafts.get(id) ?? null)
      .on("draft_set", ({ conversationId, content }) => {
        if (content === null) this.drafts.delete(conversationId);
        else this.drafts.set(conversationId, content);
        return null;
      })
      .on("conversation_resend", ({ id, turnId }) => {
        const all = [...this.held.values()].flatMap((held) => held.turns);
        return this.#turn(id, all.find((known) => known.id === turnId)?.sent ?? [], null);
      })
      .on("conversation_retry", ({ id, turnId }) => {
        const again = this.#get(id).turns.find((known) => known.id === turnId);
        return this.#turn(id, again?.sent ?? [], turnId);
      })
      .on("conversation_stop", ({ id }) => {
        const last = this.#get(id).turns.at(-1);
        if (last !== undefined)
          this.push(id, { conversation: { state: "live" }, turns: [{ ...last, state: "stopped" }] });
        return null;
      })
      .on("feed_open", ({ conversationId }, send) => {
        const feed = this.id();
        const held = this.#get(conversationId);
        this.feeds.set(feed, { conversationId, number: 1, send });
        const split = Math.max(0, held.lines.length - this.tail);
        const [before, lines] = [held.lines[split - 1], held.lines.slice(split)];
        const turns = held.turns.filter((turn) => before === undefined || turn.id >= before.turnId);
        if (!this.lose.has(1)) send(this.#batch(feed, held, turns, lines));
        const earlier = before === undefined ? null : { turnId: before.turnId, lineId: before.id };
        return { feed, cursor: before?.id ?? 0, earlier };
      })
      .on("feed_acknowledge", () => null)
      .on("feed_pull", ({ feed, after }) => {
        const held = this.#get(this.feeds.get(feed)?.conversationId ?? "");
        return this.#batch(
          feed,
          held,
          held.turns,
          held.lines.filter((line) => line.id > after),
        );
      })
      .on("feed_earlier", ({ conversationId, before }) => {
        const held = this.#get(conversationId);
        const rest = held.lines.filter((line) => line.id <= before.lineId);
        const split = Math.max(0, rest.length - this.tail);
        const [next, lines] = [rest[split - 1], rest.slice(split)];
        const turns = held.turns.filter((turn) => turn.id <= before.turnId && turn.id >= (next?.turnId ?? 0));
        return {
          turns,
          lines,
          before: next === undefined ? null : { turnId: next.turnId, lineId: next.id },
        };
      })
      .on("feed_close", ({ feed }) => {
        this.feeds.delete(feed);
        return null;
      })
      .on("line_raw", ({ id }) => ({ id, ...rawLine("{}") }))
      .on("line_bytes", ({ id, from }) => ({ id, from, hex: "7b7d" }))
      .on("line_pretty", ({ id }) => ({ id, text: "{}", problem: null }))
      .on("line_events", ({ id }) => ({ id, events: [] }))
      .on("lines_matching", () => ({ ids: [] }))
      .on("lines_by_jq", () => ({
        passed: [],
        trouble: null,
        cursor: { turnId: 0, lineId: 0 },
        more: false,
        stopped: null,
      }))
      .on("turn_request", () => requestView())
      .on("session_calls", () => [])
      .on("turn_save", ({ id }) => ({ path: `turn-${id}.ndjson`, bytes: 2_557 }))
      .on("merchant_add", ({ draft, key, sessionOnly }) => {
        const state = key.type === "unchanged" ? "missing" : sessionOnly ? "sessionOnly" : "stored";
        const merchant = {
          ...draft,
          id: `m${this.id()}`,
          simulated: false,
          createdAt: Date.now(),
          key: state === "stored" ? { state, since: Date.now(), origin: draft.baseUrl } : { state },
        } as Overview["merchants"][number];
        return { merchant, keyError: null, keyForgotten: false };
      })
      .on("merchant_update", ({ id, draft }) => ({
        merchant: { ...this.#merchant(id), ...draft },
        keyError: null,
        keyForgotten: false,
      }))
      .on("merchant_remove", () => ({ conversationsKept: 0, keyError: null }))
      .on("merchant_test", (_, send) => {
        for (const call of ["health", "init", "close"] as const)
          send({ call, result: { state: "passed", tookUs: 84_000 } });
        return { works: true };
      })
      .on("onboarding_read", () => ({
        name: null,
        baseUrl: null,
        businessId: null,
        agentId: null,
        key: null,
        environment: null,
        otherAgents: [],
        hasOtherAccount: false,
      }))
      .on("merchant_logo_choose", ({ id }) => ({ ...this.#merchant(id), logo: Date.now() }))
      .on("merchant_logo_remove", ({ id }) => ({ ...this.#merchant(id), logo: null }))
      .on("presentation_plan", () => ({
        stage: "phone",
        textSize: 100,
        screen: null,
        language: null,
        prompts: null,
      }))
      .on("presentation_plan_set", () => null)
      .on("presentation_screens", () => [
        { id: "eDP-1 0,0", name: "eDP-1", width: 1920, height: 1080, current: true },
      ])
      .on("presentation_check", (_, send) => {
        for (const part of ["key", "health", "init", "answer"] as const)
          send({ part, result: { state: "passed", tookUs: 84_000 } });
        return { ready: true, tookUs: 336_000, staysAwake: true };
      })
      .on("page_is_at", () => null)
      .on("presentation_begin", () => null)
      .on("catalog_findings", () => noTruth)
      .on("catalog_summary", () => null)
      .on("suites_list", () => [])
      .on("runs_list", () => [])
      .on("presentation_end", () => null)
      .on("keychain_cancel", () => null);
  }
}
