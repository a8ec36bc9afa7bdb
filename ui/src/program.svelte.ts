import { commandArguments, type Backend, type Me, type Opening, type Problem } from './backend/contract';
import { problemsOf } from './backend/refused';
import { flushDrafts } from './shared/draft.svelte';
import { names } from './shared/names.svelte';
import { Place } from './shared/place.svelte';

type Stage = 'reading' | 'first_start' | 'cover' | 'open' | 'silent';

/** The whole program as the window sees it: the cover, the first start or the open journal. */
export class Program {
  stage = $state<Stage>('reading');
  opening = $state.raw<Opening | null>(null);
  place = $state.raw<Place | null>(null);
  /** It locked itself: nobody was at the keyboard. */
  lockedItself = $state(false);
  /** Who opened the journal last, by the words on the cover: after a lock it is most often the same person, and a new
   *  password has a new slot. Kept while the window lives. */
  lastLabel = $state('');
  /** The cover is to begin at the copies. */
  copies = $state(false);
  /** The journal that was locked is damaged: what is typed waits for the restored one. */
  damaged = $state(false);
  /** Being locked: nothing of the journal is shown any more. */
  closing = $state(false);
  trouble = $state.raw<Problem[]>([]);

  readonly backend: Backend;

  constructor(backend: Backend) {
    // While a person shuts the door, a late answer of the journal says nothing new.
    this.backend = listening(backend, () => {
      if (!this.closing) void this.#cover(true);
    });
  }

  async begin() {
    try {
      const opening = await this.backend.opening();
      this.opening = opening;
      if (opening.stage === 'open') await this.enter(await this.backend.me());
      else this.stage = opening.stage === 'no_journal' ? 'first_start' : 'cover';
    } catch (thrown) {
      this.trouble = problemsOf(thrown);
      this.stage = 'silent';
    }
  }

  async enter(me: Me) {
    try {
      this.place = new Place(this.backend, me, await this.backend.lists(), (other) => this.enter(other));
    } catch (thrown) {
      this.trouble = problemsOf(thrown);
      this.stage = 'silent';
      // Nothing watches over an open journal that is not on the screen: whoever tries again enters anew.
      await this.backend.lock().catch(() => undefined);
      return;
    }
    // Opened by the sheet: a new password comes first.
    if (me.by_sheet) this.place.where = { screen: 'settings', part: 'password' };
    this.lockedItself = false;
    this.copies = false;
    this.damaged = false;
    this.stage = 'open';
    void this.place.count();
  }

  /** Drafts first, then the door. */
  async lock(itself: boolean) {
    if (this.stage !== 'open') return;
    // The screen is covered at once, also while a dialog or a printer keeps the desk busy.
    this.closing = true;
    try {
      await flushDrafts();
      await this.backend.lock();
    } catch (thrown) {
      // A door that does not answer is treated as shut: nothing of the journal stays on the screen.
      this.trouble = problemsOf(thrown);
    }
    await this.#cover(itself);
    this.closing = false;
  }

  /** From a damaged journal to what replaces it: the cover, at its copies. */
  async toCopies() {
    this.copies = true;
    await this.lock(false);
  }

  /** Out of the practice journal, to the cover or the first start. */
  left(opening: Opening) {
    this.place = null;
    this.opening = opening;
    this.lockedItself = false;
    names.show();
    this.stage = opening.stage === 'no_journal' ? 'first_start' : 'cover';
  }

  async #cover(itself: boolean) {
    if (this.stage !== 'open') return;
    this.stage = 'cover';
    this.damaged = this.place?.me.for_reading ?? false;
    this.place = null;
    // Who may come in, and by which slot, was read before this person changed it.
    this.opening = null;
    this.lockedItself = itself;
    names.show();
    try {
      const opening = await this.backend.opening();
      this.opening = opening;
      if (opening.stage === 'no_journal') this.stage = 'first_start';
    } catch (thrown) {
      this.trouble = problemsOf(thrown);
      this.stage = 'silent';
    }
  }
}

/** The same backend; when any answer says that the journal is locked, the screens are told. */
function listening(backend: Backend, locked: () => void): Backend {
  const calls = (Object.keys(commandArguments) as (keyof Backend)[]).map((command) => {
    const call = backend[command] as (...values: unknown[]) => Promise<unknown>;
    return [
      command,
      async (...values: unknown[]) => {
        try {
          return await call.apply(backend, values);
        } catch (thrown) {
          if (problemsOf(thrown).some((problem) => problem.code === 'journal_locked')) locked();
          throw thrown;
        }
      },
    ];
  });
  return Object.fromEntries(calls) as Backend;
}
