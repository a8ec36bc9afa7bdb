import type { ConsultationForm, ConsultationView, CountingView } from '../backend/contract';
import { Act } from '../shared/act.svelte';
import { Draft } from '../shared/draft.svelte';
import type { Place } from '../shared/place.svelte';
import { Reading } from '../shared/reading.svelte';

/** A pause in typing after which it is asked again whether this would count. */
const WEIGH_MS = 400;
/** How often the minutes of a running session are looked at. */
const TICK_MS = 15_000;

/** One consultation being recorded, signed, or corrected after its signature. */
export class Recording {
  view = $state.raw<ConsultationView | null>(null);
  form = $state<ConsultationForm | null>(null);
  /** The form is open for writing; a signed record is only read until «Исправить». */
  writing = $state(false);
  justSigned = $state(false);
  /** Minutes since the session was begun by the clock. */
  elapsed = $state<number | null>(null);
  /** The times that stood before the clock was started, while this screen remembers them. */
  before = $state.raw<Pick<ConsultationForm, 'date' | 'started' | 'ended'> | null>(null);
  readonly reading = new Reading<ConsultationView>();
  readonly weighing = new Reading<CountingView>();
  readonly act = new Act();
  readonly draft: Draft;

  /** Something is signed, and no new attempt is promised: what is written now corrects it. */
  readonly signed = $derived(this.view !== null && this.view.versions.length > 0 && this.view.request.row.booking === null);
  readonly counting = $derived(this.weighing.value ?? this.view?.counting ?? null);

  /** The month of the session is closed: what is signed goes in as a correction. */
  readonly closedWords = $derived(this.counting?.closed_words ?? '');

  readonly #place: Place;
  readonly #request: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;
  /** The desk's civil clock and this computer's, read at the same moment. */
  #clock: { civil: number; own: number } | null = null;

  constructor(place: Place, request: string) {
    this.#place = place;
    this.#request = request;
    this.draft = new Draft(place.backend, place.me.account, { form: 'consultation', subject: request });
  }

  async open() {
    const view = await this.reading.read(() => this.#place.backend.consultation(this.#request));
    if (view) this.#show(view);
    if (this.form?.timer) await this.#follow();
  }

  /** Another look at everything but what is being typed: after a handout was printed. */
  async refresh() {
    const view = await this.reading.read(() => this.#place.backend.consultation(this.#request));
    if (view) this.view = view;
  }

  typed(body: string) {
    this.draft.offer(body);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.weigh(), WEIGH_MS);
  }

  async weigh() {
    const form = this.form && $state.snapshot(this.form);
    // While it goes on, it would end now.
    if (form?.timer) form.ended = this.#now()?.slice(11) ?? form.ended;
    if (form && this.writing) await this.weighing.read(() => this.#place.backend.weigh(form));
  }

  /** The session begins now. */
  async startTimer() {
    if (!(await this.#readClock()) || !this.form) return;
    const now = this.#now()!;
    const { date, started, ended } = this.form;
    this.before = { date, started, ended };
    Object.assign(this.form, { date: now.slice(0, 10), started: now.slice(11), ended: '', timer: now });
    await this.#follow();
  }

  /** The clock was started by mistake: the times stand as before it. */
  giveUpTimer() {
    if (!this.form || !this.before) return;
    Object.assign(this.form, this.before);
    this.#rest();
  }

  /** An end typed by hand is the end: the clock runs no longer. */
  endTyped() {
    if (this.form?.timer) this.#rest();
  }

  /** The session is over now. */
  async stopTimer() {
    if (!(await this.#readClock()) || !this.form) return;
    this.form.ended = this.#now()!.slice(11);
    this.#rest();
  }

  #rest() {
    if (this.form) this.form.timer = null;
    this.before = null;
    clearInterval(this.#ticking);
    this.elapsed = null;
  }

  async #follow() {
    if (this.#clock === null && !(await this.#readClock())) return;
    clearInterval(this.#ticking);
    this.#look();
    this.#ticking = setInterval(() => this.#look(), TICK_MS);
  }

  #look() {
    const since = this.form?.timer;
    if (!since) return;
    const minutes = Math.max(0, Math.floor((this.#civil() - Date.parse(`${since}Z`)) / 60_000));
    if (minutes === this.elapsed) return;
    this.elapsed = minutes;
    void this.weigh();
  }

  async #readClock(): Promise<boolean> {
    const read = await this.act.run(() => this.#place.backend.clock());
    if (read) this.#clock = { civil: Date.parse(`${read.value}Z`), own: Date.now() };
    return read !== null;
  }

  /** The centre's civil clock, carried on by this computer's own. */
  #civil(): number {
    return this.#clock ? this.#clock.civil + (Date.now() - this.#clock.own) : Number.NaN;
  }

  #now(): string | null {
    return this.#clock ? new Date(this.#civil()).toISOString().slice(0, 16) : null;
  }

  correct() {
    if (!this.view || !this.form) return;
    this.writing = true;
    this.justSigned = false;
    this.draft.settle(JSON.stringify(this.form), null);
  }

  /** A correction is given up: the signed record is shown again. */
  async giveUp() {
    clearTimeout(this.#timer);
    await this.draft.stop();
    this.weighing.drop();
    this.act.problems.clear();
    await this.act.run(() => this.#place.backend.drop_draft({ form: 'consultation', subject: this.#request }));
    await this.open();
  }

  async sign() {
    if (this.form?.timer) await this.stopTimer();
    const form = this.form && $state.snapshot(this.form);
    if (!form || !this.writing) return;
    clearTimeout(this.#timer);
    await this.draft.flush();
    const done = await this.act.run(() => this.#place.backend.sign(form));
    if (!done) return;
    await this.draft.stop();
    this.weighing.drop();
    this.#show(await this.#place.took(done.value));
    this.justSigned = true;
  }

  /** One's own words that found no place are let go. */
  async letGo() {
    await this.act.run(() => this.#place.backend.drop_draft({ form: 'consultation', subject: this.#request }));
    await this.refresh();
  }

  async leave() {
    clearTimeout(this.#timer);
    clearInterval(this.#ticking);
    await this.draft.leave();
  }

  #show(view: ConsultationView) {
    this.view = view;
    const kept = this.draft.kept();
    this.form = (kept && readDraft(kept, view.form)) || view.form;
    this.writing = view.may_sign && (!this.signed || view.draft_saved !== null || kept !== null);
    if (this.writing) this.draft.settle(JSON.stringify(view.form), view.draft_saved);
  }
}

function readDraft(body: string, base: ConsultationForm): ConsultationForm | null {
  try {
    return { ...base, ...(JSON.parse(body) as Partial<ConsultationForm>) };
  } catch {
    return null;
  }
}
