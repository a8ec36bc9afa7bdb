import type { Backend, DraftKey, Problem } from '../backend/contract';
import { problemsOf } from '../backend/refused';

/** A pause in typing after which the draft is saved, and the longest it may wait while typing goes on. */
const PAUSE_MS = 800;
const LONGEST_MS = 2000;

/** Text that could not be saved stays here, so that a lock does not lose it. Never leaves memory. */
const unsaved = new Map<string, string>();
const open = new Set<Draft>();

/** Saves every draft that is not saved yet: before a lock, a change of screen, a hidden window. */
export async function flushDrafts(): Promise<void> {
  await Promise.all([...open].map((draft) => draft.flush()));
}

/** Some typed text is only in memory. */
export function hasUnsaved(): boolean {
  return unsaved.size > 0;
}

/** Some of it belongs to what is written down already: a journal restored from an older copy may not know that. */
export function hasUnsavedOf(): boolean {
  return [...unsaved.keys()].some((place) => !place.endsWith('\n'));
}

/** Lets go of an account's texts: the practice journal they belonged to is gone. */
export function forgetDrafts(account: string) {
  for (const place of unsaved.keys()) if (place.startsWith(`${account}\n`)) unsaved.delete(place);
}

/** Keeps what is typed in one form: in the journal's drafts, and in memory while those refuse it. */
export class Draft {
  /** Civil moment of the last save. */
  saved = $state<string | null>(null);
  trouble = $state.raw<Problem | null>(null);

  readonly #backend: Backend;
  readonly #key: DraftKey;
  readonly #place: string;
  /** What need not be saved: the empty form, or the form as it was read. */
  #settled: string | null = null;
  #typed: string | null = null;
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(backend: Backend, account: string, key: DraftKey) {
    this.#backend = backend;
    this.#key = key;
    this.#place = [account, key.form, key.subject].join('\n');
  }

  /** What was left here, if anything: first what only memory holds, then what the journal holds. */
  async restore(): Promise<string | null> {
    const kept = unsaved.get(this.#place);
    if (kept !== undefined) return kept;
    const view = await this.#backend.draft(this.#key);
    this.saved = view?.saved ?? null;
    return view?.body ?? null;
  }

  /** Text that only memory holds, because the journal refused it. */
  kept(): string | null {
    return unsaved.get(this.#place) ?? null;
  }

  /** From here on this text counts as untouched. */
  settle(body: string, saved: string | null = this.saved) {
    clearTimeout(this.#timer);
    this.#typed = null;
    this.#settled = body;
    this.saved = saved;
    open.add(this);
  }

  /** The form as it stands after a change. */
  offer(body: string) {
    if (this.#settled === null || body === this.#typed) return;
    if (this.#typed === null && body === this.#settled) return;
    this.#typed = body;
    unsaved.set(this.#place, body);
    const now = Date.now();
    if (this.#since === 0) this.#since = now;
    clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(PAUSE_MS, this.#since + LONGEST_MS - now));
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#since = 0;
    const body = this.#typed;
    if (body !== null) {
      this.#typed = null;
      this.#settled = body;
      this.#saving = this.#saving.then(() => this.#save(body));
    }
    await this.#saving;
  }

  /** Nothing more is saved: the form was signed, registered or given up. The journal's own draft is the caller's. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#typed = null;
    this.#settled = null;
    this.#since = 0;
    open.delete(this);
    await this.#saving;
    this.#typed = null;
    unsaved.delete(this.#place);
    this.saved = null;
    this.trouble = null;
  }

  /** The screen is left: what is typed is saved once more. */
  async leave(): Promise<void> {
    await this.flush();
    this.#settled = null;
    open.delete(this);
  }

  async #save(body: string) {
    try {
      const view = await this.#backend.save_draft(this.#key, body);
      this.saved = view.saved;
      this.trouble = null;
      // Typing that went on meanwhile stays in memory until its own turn.
      if (unsaved.get(this.#place) === body) unsaved.delete(this.#place);
    } catch (thrown) {
      this.trouble = problemsOf(thrown)[0] ?? null;
      // Offered again at the next save.
      this.#typed ??= body;
    }
  }
}
