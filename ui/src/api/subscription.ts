import type { QueryClient } from "@tanstack/react-query";

import type { Carrier } from "./carrier";
import type { Client } from "./client";
import { invalidate } from "./invalidation";
import type { LiveFacts } from "./live-facts";
import { unwrap } from "./problem";
import { roomKeys } from "./room";
import type { EventKind, Fact } from "./types";

/** After these a room hears nothing more. */
const QUIETENING: ReadonlySet<EventKind> = new Set([
  "interview_paused",
  "interview_interrupted",
  "interview_finished",
  "interview_cancelled",
]);

/** Keeps queries and live facts in step with what happens; one per page. */
export class Subscription {
  readonly #client: Client;
  readonly #carrier: Carrier;
  readonly #queries: QueryClient;
  readonly #live: LiveFacts;
  /** Sequence number of the last logged event taken in; a new connection goes on after it. */
  #lastSeq: number | null = null;
  #settled: Promise<void> = Promise.resolve();

  constructor(client: Client, carrier: Carrier, queries: QueryClient, live: LiveFacts) {
    this.#client = client;
    this.#carrier = carrier;
    this.#queries = queries;
    this.#live = live;
    live.replies.onGap((id) => void queries.invalidateQueries({ queryKey: roomKeys.room(id) }));
  }

  /**
   * Begins, or goes on after the last event seen. Rejects when the carrier cannot. One at a time:
   * a carrier may end the older connection for the newer, and must not mistake one for the other.
   */
  open(): Promise<() => void> {
    const opening = this.#settled.then(() => this.#connect());
    this.#settled = opening.then(
      () => undefined,
      () => undefined,
    );
    return opening;
  }

  async #connect(): Promise<() => void> {
    if (this.#lastSeq === null) {
      const { last_event } = await unwrap(this.#client.GET("/api/v1/health"));
      this.#lastSeq ??= last_event;
      // What was fetched before that may have changed in between.
      void this.#queries.invalidateQueries();
    }
    return this.#carrier.subscribe(this.#lastSeq, (fact) => this.#accept(fact));
  }

  #accept(fact: Fact): void {
    if (fact.kind === "live") {
      this.#live.accept(fact.live);
      return;
    }
    const { event } = fact;
    if (this.#lastSeq !== null && event.seq <= this.#lastSeq) return;
    this.#lastSeq = event.seq;
    invalidate(this.#queries, event);
    if (QUIETENING.has(event.kind)) this.#live.silence(event.subject);
  }
}
