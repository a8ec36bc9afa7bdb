import type { RequestCard, WaitingList, WaitingRow } from '../backend/contract';
import { Act } from './act.svelte';
import type { Place } from './place.svelte';
import { Reading } from './reading.svelte';

/** Who waits for a time, what may be offered, and the one press that books it. */
export class WaitingTimes {
  readonly list = new Reading<WaitingList>();
  readonly act = new Act();
  /** What was booked last, to be said aloud. */
  booked = $state.raw<RequestCard | null>(null);
  /** Whose offer was refused: it may be given with a reason on the request's own sheet. */
  refused = $state.raw<WaitingRow | null>(null);
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  read() {
    return this.list.read(() => this.#place.backend.waiting_list());
  }

  async book(row: WaitingRow) {
    const offer = row.offer;
    if (!offer) return;
    this.refused = null;
    const done = await this.act.run(() =>
      this.#place.backend.book({ request: row.row.id, form: row.row.form, means: row.row.means, slot: offer.slot, how: null, caution_reason: '', late_by_wish: false }),
    );
    if (!done) {
      this.refused = row;
      return;
    }
    this.booked = await this.#place.took(done.value);
    await this.read();
  }

  /** The request's own sheet, with the offered time already in it. */
  async open(row: WaitingRow) {
    const { slot } = row.offer ?? {};
    await this.#place.go({
      screen: 'booking',
      part: 'card',
      subject: row.row.id,
      time: slot ? { consultant: slot.consultant, date: slot.date, time: slot.time } : undefined,
    });
  }
}
