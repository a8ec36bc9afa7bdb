import { getContext, setContext, tick } from 'svelte';
import type { Backend, Done, HistoryFilter, Lists, Me } from '../backend/contract';
import { CopyWatch } from './copying.svelte';
import { flushDrafts } from './draft.svelte';

export type Screen = 'today' | 'booking' | 'consultation' | 'journal' | 'handouts' | 'events' | 'reports' | 'settings';

/** Where a person is in the program: a screen, and what of it is open. */
export interface Where {
  screen: Screen;
  /** Part of the screen: «list», «card». */
  part?: string;
  /** What is open: the id of a request, the day of a timetable. */
  subject?: string;
  /** A time that was pointed at elsewhere and is taken along. */
  time?: { consultant: string; date: string; time: string };
  /** What was looked for in the history when one of its lines was opened. */
  looked?: HistoryFilter;
}

/** An open journal: who is here, the lists to choose from, and where in the program they are. */
export class Place {
  readonly backend: Backend;
  me: Me = $state.raw()!;
  lists: Lists = $state.raw()!;
  where = $state.raw<Where>({ screen: 'today' });
  /** The part of the screen that is open, by the name it bears: the help opens at its own heading. */
  part = $state<string | null>(null);
  /** How many terms burn: shown at «Сегодня» on every screen. */
  burning = $state(0);
  /** Grows when «Новая запись» is asked for again on the screen itself. */
  visit = $state(0);
  /** How copies are: asked now and then while the journal is open. */
  readonly copies: CopyWatch;
  /** The journal was changed for a restored one: everything is read anew. */
  readonly enter: (me: Me) => Promise<void>;

  #past: Where[] = [];

  constructor(backend: Backend, me: Me, lists: Lists, enter: (me: Me) => Promise<void> = async () => undefined) {
    this.backend = backend;
    this.copies = new CopyWatch(backend);
    this.enter = enter;
    this.me = me;
    this.lists = lists;
  }

  async go(where: Where) {
    // Opened by the sheet: a new password comes before anything else.
    if (this.me.by_sheet) return;
    await flushDrafts();
    this.#past = [...this.#past.slice(-20), this.where];
    this.where = where;
    this.visit += 1;
    await atTop();
  }

  async back() {
    const before = this.#past.at(-1);
    if (!before) return;
    await flushDrafts();
    this.#past = this.#past.slice(0, -1);
    this.where = before;
    this.visit += 1;
    await atTop();
  }

  /** An act changed something: what depends on it is read again. */
  async took<T>(done: Done<T>): Promise<T> {
    const touched = new Set(done.changed);
    // The act is done whatever becomes of the reading: when it fails the old lists stay.
    try {
      if (touched.has('list') || touched.has('room') || touched.has('centre')) this.lists = await this.backend.lists();
      if (touched.has('account') || touched.has('consultant')) this.me = await this.backend.me();
    } catch {
      return done.value;
    }
    if (touched.has('request') || touched.has('booking') || touched.has('consultation')) await this.count();
    return done.value;
  }

  /** Reads the number at «Сегодня» again; when that fails the old number stays. */
  async count() {
    if (this.me.by_sheet) return;
    try {
      this.burning = (await this.backend.today()).burning.length;
    } catch {
      return;
    }
  }
}

/** A new screen is read from its top, and the keyboard stands in its work. */
export async function atTop() {
  await tick();
  window.scrollTo(0, 0);
  const wanted = document.querySelector<HTMLElement>('main [data-first]') ?? document.querySelector<HTMLElement>('main h1');
  wanted?.focus({ preventScroll: true });
}

const key = Symbol('place');

export function offerPlace(place: Place): Place {
  return setContext(key, place);
}

export function usePlace(): Place {
  return getContext<Place>(key);
}
