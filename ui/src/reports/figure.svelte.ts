import type { FigurePage, FigureQuery, RecordLine } from '../backend/contract';
import { Problems } from '../shared/problems.svelte';

/** A figure somebody pressed. */
export interface Chosen {
  /** As its cell gives it. */
  opens: string;
  /** «Оказано услуг всего, III кв.» */
  title: string;
  /** Id of the control it was opened from: the keyboard goes back there. */
  from: string;
}

/** The list behind a figure, read a page at a time. An answer that comes too late is dropped. */
export class Figure {
  chosen = $state.raw<Chosen | null>(null);
  rows = $state.raw<RecordLine[]>([]);
  total = $state(0);
  words = $state('');
  waiting = $state(false);
  readonly problems = new Problems();

  readonly #read: (query: FigureQuery) => Promise<FigurePage>;
  #turn = 0;

  constructor(read: (query: FigureQuery) => Promise<FigurePage>) {
    this.#read = read;
  }

  async open(chosen: Chosen) {
    this.close();
    this.chosen = chosen;
    await this.more();
  }

  async more() {
    const chosen = this.chosen;
    if (!chosen || this.waiting) return;
    const turn = ++this.#turn;
    this.waiting = true;
    this.problems.clear();
    try {
      const page = await this.#read({ opens: chosen.opens, from: this.rows.length });
      if (turn !== this.#turn) return;
      this.rows = [...this.rows, ...page.rows];
      this.total = page.total;
      this.words = page.words;
    } catch (thrown) {
      if (turn === this.#turn) this.problems.take(thrown);
    } finally {
      if (turn === this.#turn) this.waiting = false;
    }
  }

  close() {
    this.#turn += 1;
    this.chosen = null;
    this.rows = [];
    this.total = 0;
    this.words = '';
    this.waiting = false;
    this.problems.clear();
  }
}
