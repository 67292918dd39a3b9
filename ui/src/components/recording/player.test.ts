import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Player } from "./player";

/** A sound of so many ms. */
const wav = (ms: number) => new Blob([new Uint8Array(44 + ms * 32)]);

/** An element that is ready at once and plays when told to. */
class Element {
  src = "";
  currentTime = 0;
  playbackRate = 1;
  readyState = 1;
  playing = false;
  onended: (() => void) | null = null;
  play() {
    this.playing = true;
    return Promise.resolve();
  }
  pause() {
    this.playing = false;
  }
  removeAttribute() {
    this.src = "";
  }
}

let made: Element[] = [];
let fetched: [number, number][] = [];
const opened: Player[] = [];

function player(durationMs: number, fetch = (from: number, to: number) => wav(to - from)) {
  const own = new Player(
    (from, to) => {
      fetched.push([from, to]);
      return Promise.resolve().then(() => fetch(from, to));
    },
    durationMs,
    () => {
      const element = new Element();
      made.push(element);
      return element as unknown as HTMLAudioElement;
    },
  );
  opened.push(own);
  return own;
}

const sounding = () => made.filter((element) => element.playing);

beforeEach(() => {
  made = [];
  fetched = [];
});
afterEach(() => {
  for (const own of opened.splice(0)) own.close();
});

test("a little is fetched to begin with, more while that plays, and the end is the end", async () => {
  const own = player(25_000);
  await own.play();
  expect(sounding()).toHaveLength(1);
  await vi.waitFor(() =>
    expect(fetched).toEqual([
      [0, 10_000],
      [10_000, 25_000],
    ]),
  );
  sounding()[0]?.onended?.();
  await vi.waitFor(() => expect(own.positionMs).toBe(10_000));
  await vi.waitFor(() => expect(sounding()).toHaveLength(1));
  sounding()[0]?.onended?.();
  await vi.waitFor(() => expect(own.now.playing).toBe(false));
  expect(own.positionMs).toBe(25_000);
  expect(fetched).toHaveLength(2);
});

test("a jump within the sound that is here fetches nothing, a jump beyond it does", async () => {
  const own = player(100_000);
  await own.play();
  own.seek(4_000);
  expect(sounding()[0]?.currentTime).toBe(4);
  await vi.waitFor(() => expect(fetched).toHaveLength(2));
  own.seek(70_000);
  await vi.waitFor(() => expect(fetched.at(-1)?.[0]).toBe(80_000));
  expect(fetched.map(([from]) => from)).toEqual([0, 10_000, 70_000, 80_000]);
  expect(sounding()).toHaveLength(1);
  expect(own.positionMs).toBe(70_000);
});

test("what arrives after a pause or another jump is not played", async () => {
  let answer = (): void => undefined;
  const slow = new Promise<void>((resolve) => (answer = resolve));
  const own = player(100_000);
  const waiting = new Player(
    async (from, to) => {
      if (from === 0) await slow;
      return wav(to - from);
    },
    100_000,
    () => {
      const element = new Element();
      made.push(element);
      return element as unknown as HTMLAudioElement;
    },
  );
  opened.push(waiting);
  const started = waiting.play();
  expect(waiting.now).toMatchObject({ playing: true, waiting: true });
  waiting.pause();
  answer();
  await started;
  expect(sounding()).toHaveLength(0);
  expect(waiting.now).toMatchObject({ playing: false, waiting: false });
  expect(own.now.playing).toBe(false);
});

test("sound that cannot be had is told, and tried again", async () => {
  let broken = true;
  const own = player(20_000, (from, to) => {
    if (broken) throw new Error("no such interview");
    return wav(to - from);
  });
  await own.play();
  expect(own.now.playing).toBe(false);
  expect(own.now.problem).toEqual(new Error("no such interview"));
  broken = false;
  await own.play();
  expect(own.now).toMatchObject({ playing: true, problem: null });
});

test("the speed is kept from stretch to stretch", async () => {
  const own = player(25_000);
  own.setRate(1.5);
  await own.play();
  expect(sounding()[0]?.playbackRate).toBe(1.5);
  await vi.waitFor(() => expect(fetched).toHaveLength(2));
  sounding()[0]?.onended?.();
  await vi.waitFor(() => expect(own.positionMs).toBe(10_000));
  await vi.waitFor(() => expect(sounding()).toHaveLength(1));
  expect(sounding()[0]?.playbackRate).toBe(1.5);
});
