import type { HowForm, RecipientRow, RequestCard, RequestForm, SlotForm, Who } from '../backend/contract';
import { Act } from '../shared/act.svelte';
import { Draft } from '../shared/draft.svelte';
import type { Place } from '../shared/place.svelte';
import { Times } from './times.svelte';

/** What is typed: the form, with room for a time that is not chosen yet. */
export type TypedRequest = Omit<RequestForm, 'slot' | 'how'> & { slot: SlotForm; how: HowForm };

type Way = 'book' | 'now' | 'wait';

function blank(place: Place): TypedRequest {
  return {
    channel: place.lists.channels[0]?.key ?? '',
    passed_by: '',
    received: null,
    who: nobody(place),
    second: null,
    child_age: '',
    attends: null,
    about: '',
    topics: [],
    form: place.lists.forms[0]?.key ?? '',
    means: null,
    evidence: null,
    slot: noTime(),
    how: noHow(),
    owner: null,
    incoming_number: '',
    incoming_on: '',
    from_survey: false,
    wish: '',
    wished_consultant: null,
    wish_binding: false,
    wish_window: null,
    minding: false,
    caution_reason: '',
    late_by_wish: false,
    now: false,
  };
}

export function nobody(place: Place): Who {
  return { anonymous: false, recipient: null, name: '', phone: '', email: '', contact: '', kind: place.lists.recipient_kinds[0]?.key ?? '', categories: [] };
}

export function noTime(): SlotForm {
  return { consultant: '', date: '', time: '', minutes: null, room: null };
}

export function noHow(): HowForm {
  return { others: [], others_by: null, place: null, address: '', until: '', transport: '', equipment: [], minding_room: null };
}

/** One of the people of a request, and who of those known it may be. */
export class Person {
  known = $state.raw<RecipientRow[]>([]);
  /** What was looked for, where the keyboard stood in the other layout. */
  readAs = $state<string | null>(null);
  /** Said when not all of them are shown. */
  more = $state<string | null>(null);
  /** The field they were looked for by: arrows come back to it. */
  by: 'name' | 'phone' = 'name';
  readonly #place: Place;
  readonly #who: () => Who;
  #asked = 0;

  constructor(place: Place, who: () => Who) {
    this.#place = place;
    this.#who = who;
  }

  /** Known people are looked for while the name or the phone is typed; a late answer is dropped. */
  async look(by: 'name' | 'phone') {
    const who = this.#who();
    const text = who[by].trim();
    const turn = ++this.#asked;
    this.by = by;
    // A few digits are in every phone: by them people are looked for from the fourth on.
    if (text.length < 2 || (by === 'phone' && text.replace(/\D/g, '').length < 4) || who.recipient !== null) {
      this.known = [];
      return;
    }
    try {
      const found = await this.#place.backend.find_recipients(text);
      if (turn !== this.#asked) return;
      this.known = found.rows;
      this.readAs = found.read_as;
      this.more = found.more_words;
    } catch {
      // Looking is a help: without it the person is simply taken down anew.
      if (turn === this.#asked) this.known = [];
    }
  }

  take(person: RecipientRow) {
    this.#asked += 1;
    this.known = [];
    Object.assign(this.#who(), {
      anonymous: false,
      recipient: person.id,
      name: person.name,
      phone: person.phone,
      email: person.email,
      kind: person.kind,
    });
  }

  another() {
    this.#asked += 1;
    this.known = [];
    Object.assign(this.#who(), { recipient: null, name: '', phone: '', email: '', contact: '' });
  }
}

/** A request being taken down, from the first word of the caller to its number. */
export class NewBooking {
  form: TypedRequest = $state()!;
  saved = $state.raw<RequestCard | null>(null);
  savedWay = $state<Way>('book');
  restored = $state(false);
  readonly act = new Act();
  readonly draft: Draft;
  readonly free: Times;

  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
    this.form = blank(place);
    this.draft = new Draft(place.backend, place.me.account, { form: 'booking', subject: '' });
    this.free = new Times(place);
  }

  /** What was left unfinished is taken up again. */
  async begin() {
    const empty = JSON.stringify(blank(this.#place));
    try {
      const left = await this.draft.restore();
      const read = left === null ? null : readDraft(left, blank(this.#place));
      if (read) {
        this.form = read;
        this.restored = true;
      }
      this.draft.settle(this.draft.kept() !== null ? empty : JSON.stringify(this.form));
    } catch (thrown) {
      this.draft.settle(empty);
      this.act.problems.take(thrown);
    }
    // A time pointed at in the timetable comes into what was being written.
    const time = this.#place.where.time;
    if (time) Object.assign(this.form.slot, time);
  }

  async send(way: Way): Promise<RequestCard | null> {
    const typed = $state.snapshot(this.form);
    const slot = way === 'wait' || (way === 'now' && typed.slot.consultant === '') ? null : typed.slot;
    const form: RequestForm = { ...typed, slot, now: way === 'now' };
    await this.draft.flush();
    const done = await this.act.run(() => this.#place.backend.register(form));
    if (!done) return null;
    await this.draft.stop();
    this.savedWay = way;
    this.saved = await this.#place.took(done.value);
    return this.saved;
  }

  /** Everything typed is given up. */
  async clear() {
    await this.draft.stop();
    this.act.problems.clear();
    this.form = blank(this.#place);
    this.restored = false;
    this.draft.settle(JSON.stringify(this.form), null);
    await this.act.run(() => this.#place.backend.drop_draft({ form: 'booking', subject: '' }));
  }
}

/** A draft is our own JSON, but of any age: what is missing is filled, what cannot be read is left. */
function readDraft(body: string, empty: TypedRequest): TypedRequest | null {
  try {
    const left = JSON.parse(body) as Partial<TypedRequest>;
    return { ...empty, ...left, who: { ...empty.who, ...left.who }, second: left.second ? { ...empty.who, ...left.second } : null, slot: { ...empty.slot, ...left.slot }, how: { ...empty.how, ...left.how } };
  } catch {
    return null;
  }
}
