import type { Backend, ConsultantRow, Me, NewJournal, ProblemCode, SetupChoices, SheetShown } from '../backend/contract';
import { Act } from '../shared/act.svelte';
import { newConsultant } from '../shared/consultant-form';

export const steps = ['Центр', 'Регион', 'Порядок', 'Вы и пароль', 'Лист в сейф', 'Консультанты', 'Готово'] as const;

/** On which step each answer is given, so that a refusal brings back to it. */
const stepOf: Record<string, number> = {
  institution: 0,
  centre: 0,
  town: 0,
  region: 1,
  zone: 1,
  profile: 2,
  head_name: 3,
  head_post: 3,
  label: 3,
  password: 3,
  repeat: 3,
  without_keyring: 3,
};

/** The way from nothing to an open journal. Until the sheet is proven nothing is written anywhere. */
export class FirstStart {
  step = $state(0);
  form = $state<NewJournal>({
    institution: '',
    centre: '',
    town: '',
    region: '',
    zone: '',
    profile: '',
    head_name: '',
    head_post: 'Заведующий',
    label: 'Заведующий',
    password: '',
    without_keyring: false,
  });
  repeat = $state('');
  passwordShown = $state(false);
  /** Two passwords were typed and they differ. */
  differs = $state(false);
  choices = $state.raw<SetupChoices | null>(null);
  sheet = $state.raw<SheetShown | null>(null);
  /** The sheet is on paper: printed, or to be copied by hand. */
  onPaper = $state<'printed' | 'by_hand' | null>(null);
  /** How often it went to the printer: once for each of two places. */
  printed = $state(0);
  proof = $state(['', '']);
  me = $state.raw<Me | null>(null);
  consultant = $state(newConsultant());
  consultants = $state.raw<ConsultantRow[]>([]);
  readonly act = new Act();

  /** Once typing back has begun the digits leave the screen. */
  readonly digitsHidden = $derived(this.proof.some((group) => group !== ''));

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async begin() {
    const read = await this.act.run(() => this.#backend.setup_choices());
    if (!read) return;
    this.choices = read.value;
    if (this.form.profile === '') this.form.profile = read.value.profiles[0]?.key ?? '';
  }

  chooseRegion(key: string) {
    this.form.region = key;
    const zone = this.choices?.regions.find((region) => region.key === key)?.zone;
    if (zone) this.form.zone = zone;
  }

  async next() {
    this.differs = false;
    if (this.cardBegun) {
      await this.addConsultant();
      return;
    }
    const asked = Object.keys(stepOf).filter((field) => stepOf[field] === this.step);
    const empty = asked.filter((field) => this.form[field as keyof NewJournal] === '');
    if (empty.length > 0) {
      const code: ProblemCode = 'required';
      this.act.problems.take({ problems: empty.map((field) => ({ code, field, about: null })) });
      return;
    }
    this.act.problems.clear();
    if (this.step === 3) await this.#prepare();
    else if (this.step === 4) await this.#create();
    else this.step += 1;
  }

  back() {
    this.act.problems.clear();
    if (this.step === 4) this.#forgetSheet();
    if (this.step > 0) this.step -= 1;
  }

  async printSheet() {
    if (!(await this.act.run(() => this.#backend.print_sheet()))) return;
    this.onPaper = 'printed';
    this.printed += 1;
  }

  /** A card begun is saved before the way goes on: nothing typed is left behind. */
  get cardBegun(): boolean {
    return this.step === 5 && (this.consultant.name.trim() !== '' || this.consultant.post.trim() !== '');
  }

  async addConsultant() {
    const form = $state.snapshot(this.consultant);
    const saved = await this.act.run(() => this.#backend.save_consultant(form));
    if (!saved) return;
    this.consultants = [...this.consultants, saved.value.value];
    this.consultant = newConsultant();
    document.getElementById('consultant-name')?.focus();
  }

  async #prepare() {
    if (!this.passwordShown && this.form.password !== this.repeat) {
      this.differs = true;
      return;
    }
    const form = $state.snapshot(this.form);
    const prepared = await this.act.run(() => this.#backend.prepare_journal(form));
    if (prepared) {
      this.sheet = prepared.value;
      this.onPaper = null;
      this.printed = 0;
      this.proof = prepared.value.ask.map(() => '');
      this.step = 4;
      return;
    }
    const places = this.act.problems.list.map((problem) => stepOf[problem.field ?? ''] ?? 3);
    this.step = Math.min(...places, 3);
  }

  async #create() {
    const groups = [...this.proof];
    const made = await this.act.run(() => this.#backend.create_journal({ groups }));
    if (!made) return;
    this.#forgetSheet();
    this.form.password = '';
    this.repeat = '';
    this.passwordShown = false;
    this.me = made.value;
    this.step = 5;
  }

  #forgetSheet() {
    this.sheet = null;
    this.onPaper = null;
    this.proof = ['', ''];
  }
}
