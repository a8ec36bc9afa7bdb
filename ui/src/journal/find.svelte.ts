import type { FoundRow, SearchForm, SearchPage } from '../backend/contract';
import type { Place } from '../shared/place.svelte';
import { typedDate } from '../shared/format';
import { Reading } from '../shared/reading.svelte';

export type Period = 'all' | 'month' | 'quarter' | 'year' | 'other';

const noFilters = { period: 'all' as Period, from: '', to: '', consultant: '', form: '', kind: '', standing: '', unproven: false };

/** The search of the journal: it stays as it was left while a found record is looked at. */
export class Find {
  text = $state('');
  filters = $state({ ...noFilters });
  rows = $state.raw<FoundRow[]>([]);
  readonly reading = new Reading<SearchPage>();
  readonly more = new Reading<SearchPage>();

  #first: SearchPage | null = $state.raw(null);
  #asking = false;
  #again = false;
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  get filtered(): boolean {
    return Object.entries(noFilters).some(([key, value]) => this.filters[key as keyof typeof noFilters] !== value);
  }

  /** Something is asked for: the list of what is found stands instead of the month. */
  get active(): boolean {
    return this.text.trim() !== '' || this.filtered;
  }

  get page(): SearchPage | null {
    return this.#first;
  }

  get next(): string | null {
    return (this.more.value ?? this.#first)?.next ?? null;
  }

  /** A key is asked for at once; those typed while the answer is on its way are asked for together after it. */
  async typed() {
    this.#again = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#again) {
      this.#again = false;
      await this.read();
    }
    this.#asking = false;
  }

  async read() {
    this.more.drop();
    if (!this.active) {
      this.#forget();
      return;
    }
    const page = await this.reading.read(() => this.#place.backend.search(this.#form(null)));
    if (!page) return;
    this.#first = page;
    this.rows = page.rows;
  }

  async readMore() {
    const after = this.next;
    // While another word is looked for, what follows the old one is nobody's.
    if (after === null || this.more.waiting || this.reading.waiting) return;
    const page = await this.more.read(() => this.#place.backend.search(this.#form(after)));
    if (page) this.rows = [...this.rows, ...page.rows];
  }

  clear() {
    this.text = '';
    this.clearFilters();
  }

  clearFilters() {
    this.filters = { ...noFilters };
    void this.read();
  }

  #forget() {
    this.reading.drop();
    this.#first = null;
    this.rows = [];
  }

  #form(after: string | null): SearchForm {
    const { period, consultant, form, kind, standing, unproven } = this.filters;
    const set = (value: string) => (value === '' ? null : value);
    const day = (value: string) => (period === 'other' ? set(typedDate(value, this.#place.me.today)) : null);
    return { text: this.text, period: period === 'all' || period === 'other' ? null : period, from: day(this.filters.from), to: day(this.filters.to), consultant: set(consultant), form: set(form), kind: set(kind), standing: set(standing), unproven, after };
  }
}

const finds = new WeakMap<Place, Find>();

/** The one search of an open journal; it goes with the journal when that is locked. */
export function findOf(place: Place): Find {
  const found = finds.get(place) ?? new Find(place);
  finds.set(place, found);
  return found;
}
