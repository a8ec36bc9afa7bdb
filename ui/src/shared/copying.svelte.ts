import type { Backend, Copying } from '../backend/contract';

/** The first asking leaves the first screen in peace; the start of the day needs no second sooner. */
const FIRST = 3_000;
const SELDOM = 60_000;
/** While something is under way. */
const OFTEN = 500;

/** Asks now and then how copies are: the program makes them when they are due, and only this asking lets it. */
export class CopyWatch {
  now = $state.raw<Copying | null>(null);

  readonly #backend: Backend;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = true;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  start(): () => void {
    this.#stopped = false;
    this.#later(FIRST);
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
    };
  }

  /** What an act answered is newer than the last asking. */
  took(now: Copying) {
    this.now = now;
    this.#later(now.running || now.key ? OFTEN : SELDOM);
  }

  /** Something was begun that wants to be asked about. */
  soon() {
    this.#later(OFTEN);
  }

  #later(wait: number) {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#ask(), wait);
  }

  async #ask() {
    try {
      this.took(await this.#backend.copying());
    } catch {
      // Locked meanwhile, or busy: the next asking tells.
      this.#later(SELDOM);
    }
  }
}
