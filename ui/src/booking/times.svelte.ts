import type { FreeTimes } from '../backend/contract';
import type { Place } from '../shared/place.svelte';
import { Reading } from '../shared/reading.svelte';

/** Days asked for at once: two weeks hold the ten days of the term. */
const DAYS = 14;
/** Working days that fit side by side. */
export const DAYS_SHOWN = 7;

export interface Asking {
  form: string;
  topics: string[];
  /** Day the request was received, when it was not today. */
  received: string | null;
  /** Whom the person asks for, and whether nobody else will do. */
  wished: string | null;
  binding: boolean;
  /** Only this consultant's times. */
  only?: string | null;
}

/** Free times of the consultants, page by page. */
export class Times {
  readonly reading = new Reading<FreeTimes>();
  /** First days of the pages gone through; the last is the one shown. */
  #pages = $state.raw<string[]>([]);
  #asking: Asking = { form: '', topics: [], received: null, wished: null, binding: false };
  readonly #place: Place;

  readonly days = $derived(
    (this.reading.value?.days ?? []).map((day, index) => ({ ...day, index }))
      .filter((day) => day.working || this.reading.value?.consultants.some((one) => (one.times[day.index] ?? []).length > 0))
      .slice(0, DAYS_SHOWN),
  );
  readonly first = $derived(this.#pages.length === 0);

  constructor(place: Place) {
    this.#place = place;
  }

  async ask(asking: Asking) {
    this.#asking = asking;
    await this.#read();
  }

  async later() {
    const last = this.days.at(-1);
    if (!last) return;
    this.#pages = [...this.#pages, last.date];
    await this.#read();
  }

  async earlier() {
    this.#pages = this.#pages.slice(0, -1);
    await this.#read();
  }

  async #read() {
    if (this.#asking.form === '') return;
    await this.reading.read(() =>
      this.#place.backend.free_times({
        form: this.#asking.form,
        from: this.#pages.at(-1) ?? null,
        days: DAYS,
        minutes: null,
        consultant: this.#asking.only ?? null,
        received: this.#asking.received,
        topics: this.#asking.topics,
        wished: this.#asking.wished,
        wish_binding: this.#asking.binding,
      }),
    );
  }
}
