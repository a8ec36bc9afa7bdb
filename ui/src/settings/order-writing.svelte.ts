import type { OrderAnswer, OrderChanges, OrderForm, OrderSheet, OrderVersion } from '../backend/contract';
import { Act } from '../shared/act.svelte';
import { Draft } from '../shared/draft.svelte';
import type { Place } from '../shared/place.svelte';
import { Reading } from '../shared/reading.svelte';

/** A порядок being written: its answers, and what they would change. */
export class OrderWriting {
  sheet = $state.raw<OrderSheet | null>(null);
  form = $state<OrderForm | null>(null);
  /** What was asked for is looked at before it is saved. */
  seen = $state.raw<OrderChanges | null>(null);
  /** The answers as they stood before another порядок was taken in their place. */
  before = $state.raw<OrderForm | null>(null);
  readonly reading = new Reading<OrderSheet>();
  readonly act = new Act();
  readonly draft: Draft;

  readonly #place: Place;
  readonly #replaces: string | null;

  /** `replaces`: the first day of the version to put right; null for a new one. */
  constructor(place: Place, replaces: string | null) {
    this.#place = place;
    this.#replaces = replaces;
    this.draft = orderDraft(place, replaces);
  }

  async open() {
    const sheet = await this.#read('');
    if (!sheet) return;
    this.form = structuredClone(sheet.form);
    try {
      const left = await this.draft.restore();
      if (left !== null) this.form = readDraft(left, sheet.form);
    } catch (thrown) {
      this.act.problems.take(thrown);
    }
    this.draft.settle(this.draft.kept() !== null ? JSON.stringify(sheet.form) : JSON.stringify(this.form));
  }

  /** The answers of another порядок in place of these; the title and the day stay where they were typed. */
  async take(source: string) {
    const had = this.form && $state.snapshot(this.form);
    const sheet = await this.#read(source);
    if (!sheet || !had) return;
    this.before = had;
    this.form = { ...structuredClone(sheet.form), valid_from: had.valid_from };
    this.act.problems.clear();
  }

  takeBack() {
    if (this.before) this.form = structuredClone(this.before);
    this.before = null;
    this.act.problems.clear();
  }

  answer(key: string): OrderAnswer | undefined {
    return this.form?.answers.find((answer) => answer.key === key);
  }

  async look(): Promise<boolean> {
    const form = this.form && $state.snapshot(this.form);
    if (!form) return false;
    await this.draft.flush();
    const done = await this.act.run(() => this.#place.backend.order_changes(form));
    this.seen = done?.value ?? null;
    return done !== null;
  }

  async save(): Promise<OrderVersion[] | null> {
    const form = this.form && $state.snapshot(this.form);
    if (!form) return null;
    await this.draft.flush();
    const done = await this.act.run(() => this.#place.backend.save_order(form));
    if (!done) {
      // What was refused is said where it can be put right.
      this.seen = null;
      return null;
    }
    await this.draft.stop();
    return this.#place.took(done.value);
  }

  async giveUp() {
    await this.draft.stop();
    await this.act.run(() => this.#place.backend.drop_draft({ form: 'order', subject: this.#replaces ?? '' }));
  }

  async #read(source: string) {
    const sheet = await this.reading.read(() => this.#place.backend.order_form({ source, replaces: this.#replaces }));
    if (sheet) this.sheet = sheet;
    return sheet;
  }
}

export function orderDraft(place: Place, replaces: string | null): Draft {
  return new Draft(place.backend, place.me.account, { form: 'order', subject: replaces ?? '' });
}

/** Questions an older draft does not know keep the answers of the sheet. */
function readDraft(body: string, base: OrderForm): OrderForm {
  try {
    const left = JSON.parse(body) as Partial<OrderForm>;
    const answers = base.answers.map((answer) => ({ ...answer, ...left.answers?.find((one) => one.key === answer.key) }));
    return { ...base, ...left, replaces: base.replaces, answers };
  } catch {
    return structuredClone(base);
  }
}
