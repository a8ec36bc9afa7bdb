import type { ConsultationForm, ConsultationView, CountingView } from '../backend/contract';
import { Act } from '../shared/act.svelte';
import { Draft } from '../shared/draft.svelte';
import type { Place } from '../shared/place.svelte';
import { Reading } from '../shared/reading.svelte';

/** A pause in typing after which it is asked again whether this would count. */
const WEIGH_MS = 400;

/** One consultation being recorded, signed, or corrected after its signature. */
export class Recording {
  view = $state.raw<ConsultationView | null>(null);
  form = $state<ConsultationForm | null>(null);
  /** The form is open for writing; a signed record is only read until «Исправить». */
  writing = $state(false);
  justSigned = $state(false);
  readonly reading = new Reading<ConsultationView>();
  readonly weighing = new Reading<CountingView>();
  readonly act = new Act();
  readonly draft: Draft;

  /** Something is signed, and no new attempt is promised: what is written now corrects it. */
  readonly signed = $derived(this.view !== null && this.view.versions.length > 0 && this.view.request.row.booking === null);
  readonly counting = $derived(this.weighing.value ?? this.view?.counting ?? null);

  readonly #place: Place;
  readonly #request: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(place: Place, request: string) {
    this.#place = place;
    this.#request = request;
    this.draft = new Draft(place.backend, place.me.account, { form: 'consultation', subject: request });
  }

  async open() {
    const view = await this.reading.read(() => this.#place.backend.consultation(this.#request));
    if (view) this.#show(view);
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
    if (form && this.writing) await this.weighing.read(() => this.#place.backend.weigh(form));
  }

  correct() {
    if (!this.view || !this.form) return;
    this.writing = true;
    this.justSigned = false;
    this.draft.settle(JSON.stringify(this.form), null);
  }

  /** A correction is given up: the signed record is shown again. */
  async giveUp() {
    await this.draft.stop();
    this.act.problems.clear();
    await this.act.run(() => this.#place.backend.drop_draft({ form: 'consultation', subject: this.#request }));
    await this.open();
  }

  async sign() {
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

  async leave() {
    clearTimeout(this.#timer);
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
