import type { EventCard, EventForm } from '../backend/contract';
import { Act } from '../shared/act.svelte';
import { Draft } from '../shared/draft.svelte';
import type { Place } from '../shared/place.svelte';
import { Reading } from '../shared/reading.svelte';

/** One event: being written down, read, or changed. */
export class EventWriting {
  card = $state.raw<EventCard | null>(null);
  form = $state<EventForm | null>(null);
  writing = $state(false);
  justSaved = $state(false);
  readonly reading = new Reading<EventCard>();
  readonly act = new Act();
  draft: Draft = $state.raw()!;

  readonly #place: Place;
  #id: string;

  constructor(place: Place, id: string) {
    this.#place = place;
    this.#id = id;
    this.draft = this.#draftOf(id);
  }

  async open() {
    const card = await this.reading.read(() => this.#place.backend.event(this.#id));
    if (!card) return;
    this.#show(card);
    if (!card.may_write) return;
    try {
      const left = await this.draft.restore();
      const kept = left === null ? null : readDraft(left, card.form);
      if (kept) this.form = kept;
      // What nobody has counted yet is waiting to be written.
      this.writing = kept !== null || card.row === null || card.row.state === 'awaiting_number';
    } catch (thrown) {
      this.writing = card.row === null;
      this.act.problems.take(thrown);
    }
    if (this.writing) this.draft.settle(this.draft.kept() !== null ? JSON.stringify(card.form) : JSON.stringify(this.form));
  }

  change() {
    if (!this.form) return;
    this.writing = true;
    this.justSaved = false;
    this.draft.settle(JSON.stringify(this.form), null);
  }

  /** The id of the event once it is saved. */
  async save(): Promise<string | null> {
    const form = this.form && $state.snapshot(this.form);
    if (!form || !this.writing) return null;
    await this.draft.flush();
    const done = await this.act.run(() => this.#place.backend.save_event(form));
    if (!done) return null;
    await this.draft.stop();
    this.#show(await this.#place.took(done.value));
    this.justSaved = true;
    const id = this.card?.row?.id ?? null;
    // A new event has an address of its own from now on, and its drafts too.
    if (id !== null && id !== this.#id) {
      this.#id = id;
      this.draft = this.#draftOf(id);
    }
    return id;
  }

  /** What was typed is given up; a new event is begun anew, an old one is read again. */
  async giveUp() {
    await this.draft.stop();
    this.act.problems.clear();
    await this.act.run(() => this.#place.backend.drop_draft({ form: 'event', subject: this.#id }));
    await this.open();
  }

  annulled(card: EventCard) {
    void this.draft.stop();
    this.justSaved = false;
    this.#show(card);
  }

  async leave() {
    await this.draft.leave();
  }

  #draftOf(id: string): Draft {
    return new Draft(this.#place.backend, this.#place.me.account, { form: 'event', subject: id });
  }

  #show(card: EventCard) {
    this.card = card;
    this.form = structuredClone(card.form);
    this.writing = false;
  }
}

function readDraft(body: string, base: EventForm): EventForm | null {
  try {
    const left = JSON.parse(body) as Partial<EventForm>;
    // A draft of an older version would undo what was saved meanwhile.
    return left.version === base.version ? { ...base, ...left } : null;
  } catch {
    return null;
  }
}
