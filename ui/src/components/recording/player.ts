/** Where a stretch of sound begins; gives its WAV. It may end before `toMs`. */
export type FetchSound = (fromMs: number, toMs: number) => Promise<Blob>;

/** What changes seldom, for screens. */
export type PlayerNow = {
  /** Whether it plays, or will as soon as the sound is here. */
  playing: boolean;
  /** Whether it waits for sound. */
  waiting: boolean;
  rate: number;
  /** Why it cannot play; null when it can. */
  problem: unknown;
};

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** Sound fetched to begin with, so that it starts soon, and afterwards, in ms. */
const FIRST_MS = 10_000;
const NEXT_MS = 30_000;
/** Stretches kept in memory: a megabyte each at most. */
const KEPT = 6;
/** Bytes of a WAV before its samples, and of a millisecond of them. */
const HEADER = 44;
const BYTES_PER_MS = 32;
/** Nobody hears less than this at the very end. */
const END_MS = 40;

type Chunk = { fromMs: number; toMs: number; url: string };
/** A stretch in the element that plays it. */
type Loaded = { chunk: Chunk; audio: HTMLAudioElement };

/**
 * Plays a long recording stretch by stretch. Media elements of the window cannot read the custom
 * scheme, and hours of sound do not belong into memory: so stretches are fetched as they are needed,
 * each ends where it is quiet, and two elements take turns, the next one ready before it is due.
 */
export class Player {
  readonly #fetch: FetchSound;
  readonly #idle: HTMLAudioElement[];
  readonly #listeners = new Set<() => void>();
  readonly #places = new Set<(ms: number) => void>();
  #now: PlayerNow = { playing: false, waiting: false, rate: 1, problem: null };
  #durationMs: number;
  #positionMs = 0;
  #chunks: Chunk[] = [];
  #current: Loaded | null = null;
  #next: Promise<Loaded | null> | null = null;
  /** Counts what was asked for: sound that arrives for an earlier wish is put away. */
  #wish = 0;
  #frame = 0;

  constructor(fetch: FetchSound, durationMs: number, makeAudio = () => new Audio()) {
    this.#fetch = fetch;
    this.#durationMs = durationMs;
    this.#idle = [makeAudio(), makeAudio()];
  }

  get now(): PlayerNow {
    return this.#now;
  }

  get positionMs(): number {
    return this.#positionMs;
  }

  get durationMs(): number {
    return this.#durationMs;
  }

  set durationMs(ms: number) {
    this.#durationMs = ms;
  }

  /** Calls `listener` when something of `now` changed. */
  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls `listener` with every new place: each frame while it plays, and after every jump. */
  onPlace(listener: (ms: number) => void): () => void {
    this.#places.add(listener);
    return () => this.#places.delete(listener);
  }

  toggle(): void {
    if (this.#now.playing) this.pause();
    else void this.play();
  }

  /** Plays from where it is; resolves once it sounds, or does not. */
  async play(): Promise<void> {
    if (this.#now.playing || this.#durationMs <= 0) return;
    if (this.#positionMs >= this.#durationMs - END_MS) this.#moveTo(0);
    this.#set({ playing: true, problem: null });
    await this.#start();
  }

  pause(): void {
    if (!this.#now.playing) return;
    this.#wish += 1;
    this.#set({ playing: false, waiting: false });
    this.#current?.audio.pause();
    this.#track();
    cancelAnimationFrame(this.#frame);
  }

  /** Goes to a place; what plays goes on from there. */
  seek(ms: number): void {
    this.#moveTo(ms);
    const { playing } = this.#now;
    const here = this.#current;
    if (here && holds(here.chunk, this.#positionMs)) {
      here.audio.currentTime = (this.#positionMs - here.chunk.fromMs) / 1000;
      if (!playing || !this.#now.waiting) return;
    } else {
      this.#putAway();
    }
    if (playing) void this.#start();
  }

  /** Goes to a place and plays from there. */
  playFrom(ms: number): void {
    this.seek(ms);
    void this.play();
  }

  setRate(rate: number): void {
    this.#set({ rate });
    if (this.#current) this.#current.audio.playbackRate = rate;
  }

  /** Stops for good and lets go of the sound. */
  close(): void {
    this.pause();
    this.#putAway();
    this.#wish += 1;
    for (const chunk of this.#chunks) URL.revokeObjectURL(chunk.url);
    this.#chunks = [];
    this.#listeners.clear();
    this.#places.clear();
  }

  async #start(): Promise<void> {
    this.#wish += 1;
    const wish = this.#wish;
    try {
      if (!this.#current || !holds(this.#current.chunk, this.#positionMs)) {
        this.#set({ waiting: true });
        const loaded = await this.#load(this.#positionMs, FIRST_MS);
        if (wish !== this.#wish) {
          if (loaded) this.#giveBack(loaded.audio);
          return;
        }
        if (!loaded) {
          this.#finish();
          return;
        }
        this.#current = loaded;
      }
      await this.#sound(this.#current, wish);
    } catch (problem) {
      if (wish !== this.#wish) return;
      this.#set({ playing: false, waiting: false, problem });
    }
  }

  /** Lets a stretch be heard, and fetches the one after it meanwhile. */
  async #sound(loaded: Loaded, wish: number): Promise<void> {
    const { audio, chunk } = loaded;
    audio.currentTime = Math.max(0, (this.#positionMs - chunk.fromMs) / 1000);
    audio.playbackRate = this.#now.rate;
    audio.onended = () => void this.#goOn(loaded);
    await audio.play();
    if (wish !== this.#wish) {
      if (!this.#now.playing) audio.pause();
      return;
    }
    this.#set({ waiting: false });
    this.#watch();
    const from = chunk.toMs;
    this.#next = from < this.#durationMs - END_MS ? this.#load(from, NEXT_MS) : null;
    // Whoever needs it learns of a failure then; until then it is nobody's.
    this.#next?.catch(() => undefined);
  }

  /** A stretch is over: the next one takes its turn. */
  async #goOn(over: Loaded): Promise<void> {
    if (over !== this.#current || !this.#now.playing) return;
    this.#wish += 1;
    const wish = this.#wish;
    this.#moveTo(over.chunk.toMs);
    const next = this.#next;
    this.#next = null;
    this.#current = null;
    this.#giveBack(over.audio);
    if (next === null) {
      this.#finish();
      return;
    }
    try {
      const late = setTimeout(() => this.#set({ waiting: true }), 150);
      const loaded = await next.finally(() => clearTimeout(late));
      if (wish !== this.#wish) {
        if (loaded) this.#giveBack(loaded.audio);
        return;
      }
      if (!loaded) {
        this.#finish();
        return;
      }
      this.#current = loaded;
      await this.#sound(loaded, wish);
    } catch (problem) {
      if (wish !== this.#wish) return;
      this.#set({ playing: false, waiting: false, problem });
    }
  }

  /** The stretch that holds this place, in an element that can play it; null beyond the end. */
  async #load(ms: number, length: number): Promise<Loaded | null> {
    const chunk = await this.#chunkAt(ms, length);
    if (!chunk) return null;
    const audio = this.#idle.pop() ?? new Audio();
    audio.preload = "auto";
    audio.preservesPitch = true;
    audio.src = chunk.url;
    await ready(audio);
    return { chunk, audio };
  }

  async #chunkAt(ms: number, length: number): Promise<Chunk | null> {
    const known = this.#chunks.find((chunk) => holds(chunk, ms));
    if (known) return known;
    const fromMs = Math.max(0, Math.floor(ms));
    const blob = await this.#fetch(fromMs, Math.min(fromMs + length, Math.ceil(this.#durationMs)));
    const lasts = (blob.size - HEADER) / BYTES_PER_MS;
    if (lasts < 1) return null;
    const chunk = { fromMs, toMs: fromMs + lasts, url: URL.createObjectURL(blob) };
    this.#chunks.push(chunk);
    if (this.#chunks.length > KEPT) {
      const oldest = this.#chunks.findIndex((own) => own !== this.#current?.chunk && own !== chunk);
      for (const gone of this.#chunks.splice(oldest, 1)) URL.revokeObjectURL(gone.url);
    }
    return chunk;
  }

  #finish(): void {
    this.#moveTo(this.#durationMs);
    this.#set({ playing: false, waiting: false });
    cancelAnimationFrame(this.#frame);
  }

  /** Lets go of what plays and of what would come after it. */
  #putAway(): void {
    if (this.#current) this.#giveBack(this.#current.audio);
    this.#current = null;
    const next = this.#next;
    this.#next = null;
    next?.then(
      (loaded) => loaded && this.#giveBack(loaded.audio),
      () => undefined,
    );
  }

  #giveBack(audio: HTMLAudioElement): void {
    audio.onended = null;
    audio.pause();
    audio.removeAttribute("src");
    if (this.#idle.length < 2) this.#idle.push(audio);
  }

  #watch(): void {
    cancelAnimationFrame(this.#frame);
    const step = () => {
      if (!this.#now.playing) return;
      this.#track();
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  /** Reads the place from what sounds. */
  #track(): void {
    if (!this.#current) return;
    const { chunk, audio } = this.#current;
    this.#tell(Math.min(chunk.fromMs + audio.currentTime * 1000, chunk.toMs));
  }

  #moveTo(ms: number): void {
    this.#tell(Math.min(Math.max(0, ms), this.#durationMs));
  }

  #tell(ms: number): void {
    this.#positionMs = ms;
    for (const listener of this.#places) listener(ms);
  }

  #set(change: Partial<PlayerNow>): void {
    this.#now = { ...this.#now, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function holds(chunk: Chunk, ms: number): boolean {
  return chunk.fromMs <= ms && ms < chunk.toMs - END_MS;
}

/** Resolves once the element knows its sound, and can be told where to begin. */
function ready(audio: HTMLAudioElement): Promise<void> {
  return new Promise((resolve, reject) => {
    if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) {
      resolve();
      return;
    }
    audio.onloadedmetadata = () => resolve();
    audio.onerror = () => reject(new Error(audio.error?.message ?? ""));
    audio.load();
  });
}
