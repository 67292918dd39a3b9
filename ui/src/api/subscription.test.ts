import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { aiLogKeys } from "./ai-log";
import { apiClient } from "./client";
import { FakeApp } from "./fake";
import { LiveFacts } from "./live-facts";
import { keys } from "./queries";
import { scorecardKeys } from "./scorecards";
import { Subscription } from "./subscription";
import type { Event, EventKind, Fact } from "./types";

const ROOM = "01900000-0000-7000-8000-00000000abcd";

const event = (seq: number, kind: EventKind): Fact => {
  const logged: Event = {
    seq,
    at: 0,
    actor: "system",
    kind,
    subject: ROOM,
    content_hash: "",
    hash: "",
  };
  return { kind: "logged", event: logged };
};

describe("the subscription", () => {
  let fake: FakeApp;
  let queries: QueryClient;
  let live: LiveFacts;
  let subscription: Subscription;
  let tell: (fact: Fact) => void;
  let afters: number[];

  beforeEach(() => {
    fake = new FakeApp();
    fake.addPosition("Clerk");
    queries = new QueryClient();
    live = new LiveFacts();
    afters = [];
    fake.subscribe = (after, onFact) => {
      afters.push(after);
      tell = onFact;
      return Promise.resolve(() => undefined);
    };
    subscription = new Subscription(apiClient(fake), fake, queries, live);
  });

  /** The keys that `fact` made stale. */
  const stale = (fact: Fact) => {
    const spy = vi.spyOn(queries, "invalidateQueries");
    tell(fact);
    const found = spy.mock.calls.map(([filter]) => filter?.queryKey);
    spy.mockRestore();
    return found;
  };

  test("begins after the newest entry of the log, and goes on after the last one seen", async () => {
    await subscription.open();
    tell(event(2, "position_created"));
    tell(event(3, "message_added"));
    await subscription.open();
    expect(afters).toEqual([1, 3]);
  });

  test("opened twice at once connects one after the other", async () => {
    const order: string[] = [];
    fake.subscribe = (after) => {
      order.push(`begins after ${after}`);
      return Promise.resolve(() => undefined).then((stop) => {
        order.push("flows");
        return stop;
      });
    };
    await Promise.all([subscription.open(), subscription.open()]);
    expect(order).toEqual(["begins after 1", "flows", "begins after 1", "flows"]);
  });

  test("refreshes what was fetched before it began", async () => {
    const spy = vi.spyOn(queries, "invalidateQueries");
    await subscription.open();
    expect(spy).toHaveBeenCalledExactlyOnceWith();
  });

  test("rejects while the app does not answer, and can be opened later", async () => {
    fake.fetch = () => Promise.reject(new TypeError("gone"));
    await expect(subscription.open()).rejects.toMatchObject({ code: "unreachable" });
    fake.fetch = FakeApp.prototype.fetch.bind(fake);
    await subscription.open();
    expect(afters).toEqual([1]);
  });

  test.each<[EventKind, readonly (readonly unknown[])[]]>([
    ["position_updated", [keys.positions, keys.interviews]],
    ["interview_created", [keys.interviews, keys.interview(ROOM)]],
    ["consent_given", [keys.interviews, keys.interview(ROOM), keys.consent(ROOM)]],
    ["interview_finished", [keys.interviews, keys.interview(ROOM)]],
    ["progress_saved", [keys.interview(ROOM)]],
    ["message_added", [keys.messages(ROOM)]],
    [
      "message_corrected",
      [keys.messages(ROOM), scorecardKeys.quality(ROOM), scorecardKeys.of(ROOM)],
    ],
    ["transcript_export_failed", [keys.interview(ROOM)]],
    ["recording_block_added", []],
    [
      "consent_withdrawn",
      [
        keys.interviews,
        keys.interview(ROOM),
        keys.consent(ROOM),
        aiLogKeys.calls(ROOM),
        aiLogKeys.attempts(ROOM),
        scorecardKeys.of(ROOM),
        scorecardKeys.quality(ROOM),
      ],
    ],
  ])("fetches anew what %s changed and nothing else", async (kind, expected) => {
    await subscription.open();
    expect(stale(event(2, kind))).toEqual(expected);
  });

  test("forgets what a model was sent and said once an interview is erased, on screen or not", async () => {
    await subscription.open();
    const other = "01900000-0000-7000-8000-00000000ffff";
    const of = (id: string) => [
      aiLogKeys.calls(id),
      aiLogKeys.attempts(id),
      scorecardKeys.view(id, "Ada", "en"),
      scorecardKeys.quality(id),
    ];
    for (const key of [...of(ROOM), ...of(other)]) queries.setQueryData(key, "words");
    const shown = new QueryObserver(queries, {
      queryKey: aiLogKeys.calls(ROOM),
      queryFn: () => Promise.reject(new Error("erased")),
      retry: false,
      staleTime: Infinity,
    });
    const stop = shown.subscribe(() => undefined);
    expect(shown.getCurrentResult().data).toBe("words");
    tell(event(2, "interview_erased"));
    for (const key of of(ROOM)) expect(queries.getQueryData(key)).toBeUndefined();
    await vi.waitFor(() => expect(shown.getCurrentResult()).toMatchObject({ isError: true }));
    expect(shown.getCurrentResult().data).toBeUndefined();
    for (const key of of(other)) expect(queries.getQueryData(key)).toBe("words");
    stop();
  });

  test("takes in an event that arrives twice once", async () => {
    await subscription.open();
    expect(stale(event(2, "message_added"))).toHaveLength(1);
    expect(stale(event(2, "message_added"))).toHaveLength(0);
  });

  test("forgets the level of a room that was paused, and keeps its notices", async () => {
    await subscription.open();
    const level = {
      type: "level",
      interview_id: ROOM,
      track: "candidate",
      rms_db: -20,
      peak_db: -12,
    } as const;
    const notice = {
      type: "notice",
      interview_id: ROOM,
      code: "disk_full",
      detail: "",
    } as const;
    tell({ kind: "live", live: level });
    tell({ kind: "live", live: notice });
    tell({ kind: "live", live: notice });
    expect(live.room(ROOM)).toMatchObject({
      levels: { candidate: { rmsDb: -20 } },
      notices: [{ code: "disk_full" }],
    });
    tell(event(2, "interview_paused"));
    expect(live.room(ROOM)).toMatchObject({ levels: {}, notices: [{ code: "disk_full" }] });
  });
});
