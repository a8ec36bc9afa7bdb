// A backend in memory: for tests and for drawing screens without the program. It keeps the shapes of the
// answers, not the rules: what must be refused is told to it by `refuse`. All people are invented.
import type {
  AccessView, AccountRow, Backend, BookingShown, ConsultantRow, ConsultationForm, ConsultationView, Control, ControlLine,
  CountingView, Done, DraftLine, DraftView, EventCard, EventForm, EventRow, HandoutIssueRow, HandoutRow, JournalMonth,
  ListRow, Lists, Me, Noun, Opening, PageView, PaperDone, PaperWay, Problem, QuarterView, RecipientRow, RequestCard,
  RequestForm, RequestLink, RequestRow, Role, RoomRow, SearchPage, SessionLine, SetupChoices, SlotForm, Timetable, TimetableBlock, Today,
  WaitingList, WindowLook, WorkingYear,
} from './contract';
import { fakeChanges, fakeMeans, fakeOrder, fakeSheet } from './fake-order';
import { fakeAccess, fakeCode, fakeKey, fakeKeyRunning, fakeNewSheet, fakePeople } from './fake-keys';
import { contracts, fakePapers, fakePapersOf } from './fake-people';
import { fakeContent, fakeCopies, fakeCopying, fakeRestored, fakeRestoring } from './fake-copies';
import { fakeHistory, fakeLines, fakeStanding } from './fake-history';
import { fakeCentre, fakeGuide, fakeRooms, fakeRows, fakeYear } from './fake-settings';
import { clarifiedSeal, closingOf, type FakeMonth, fakeSeal, missingGroups, monthWords, openMonth, printOf, stateWords } from './fake-months';
import { fakeBurning, fakeTerm } from './fake-today';
import { noMore, objection, recordOrder } from './fake-record';
import { besides, fakeIntake, heldAs } from './fake-intake';
import type { FigurePage, HowForm, RecordOrder } from './contract';

const choice = (key: string, label: string, hint: string | null = null) => ({ key, label, hint });

export const fakeLists: Lists = {
  channels: [choice('call', 'Звонок'), choice('visit', 'Лично'), choice('letter', 'Письмо'), choice('site', 'Анкета'), choice('messenger', 'Мессенджер'), choice('specialist', 'Через специалиста')],
  forms: [choice('in_center', 'очно'), choice('outing', 'выездная'), choice('distance', 'дистанционно'), choice('written', 'письменный ответ')],
  means: [
    { key: 'phone', label: 'телефон', kind: 'voice' }, { key: 'max', label: 'MAX', kind: 'chat' },
    { key: 'vks', label: 'видеосвязь', kind: 'video' }, { key: 'email', label: 'e-mail', kind: 'email' },
  ],
  kinds: [choice('dispatch', 'диспетчерское'), choice('content', 'содержательное'), choice('survey', 'опрос с обратной связью'), choice('planning', 'планирование')],
  directions: [choice('psych', 'психолого-педагогическая'), choice('method', 'методическая'), choice('consult', 'консультативная')],
  topic_areas: [choice('development', 'Развитие'), choice('upbringing', 'Воспитание'), choice('education', 'Обучение'), choice('socialisation', 'Социализация')],
  topics: [
    choice('speech', 'Речь и общение'), choice('early', 'Развитие до 3 лет'), choice('crisis', 'Кризис трёх лет'), choice('limits', 'Границы и запреты'),
    choice('adaptation', 'Адаптация к саду'), choice('fears', 'Страхи'), choice('sleep', 'Режим и сон'), choice('school', 'Готовность к школе'),
    choice('siblings', 'Братья и сёстры'), choice('motor', 'Моторика руки'), choice('special', 'Особенности развития'),
  ],
  grounds: [choice('competence', 'вопрос не к центру'), choice('behaviour', 'поведение получателя')],
  evidence: [choice('application', 'заявление'), choice('record', 'запись в журнале звонков', 'закройте чужие номера'), choice('letter', 'письмо')],
  recipient_kinds: [choice('parent', 'родитель'), choice('representative', 'законный представитель'), choice('adopter', 'хочет принять ребёнка')].map((kind) => ({ ...kind, asks_child: kind.key !== 'adopter' })), anonymous_allowed: true,
  categories: [choice('many', 'многодетная семья'), choice('ovz', 'ребёнок с ОВЗ'), choice('foster', 'приёмная семья')],
  organisations: [choice('clinic', 'Детская поликлиника № 2'), choice('pmpk', 'ПМПК города')],
  rooms: [choice('r3', 'кабинет 3', 'доступно для ОВЗ'), choice('r5', 'кабинет 5')], contracts, shows_events: true,
  wish_windows: [choice('working', 'в рабочее время'), choice('evening', 'после работы'), choice('day_off', 'в выходной')],
  outcomes: [choice('given', 'Помощь оказана'), choice('refused', 'Отказ'), choice('not_held', 'Не состоялся')],
  failures: [choice('no_show', 'не явился'), choice('technical_center', 'сбой у центра'), choice('technical_recipient', 'сбой у получателя'), choice('other', 'другая причина')],
  satisfied: [choice('yes', 'Да'), choice('partly', 'Частично'), choice('no', 'Нет')],
  planned_minutes: 45,
  pages_max: 5,
  pages_basis: 'порядок, п. 29',
  intake: fakeIntake,
};

const term = fakeTerm;

const consultants: ConsultantRow[] = [
  ['c1', 'Дроздова Ирина Павловна', 'Дроздова И. П.', 'логопед'],
  ['c2', 'Озерова Татьяна Львовна', 'Озерова Т. Л.', 'дефектолог'],
  ['c3', 'Калинина Мария Сергеевна', 'Калинина М. С.', 'педагог-психолог'],
].map(([id, name, short_name, post]) => ({
  id: id!, name: name!, short_name: short_name!, post: post!, active: true, room: null, exceptions: [], topics: id === 'c1' ? ['speech'] : [],
  hours: [1, 2, 3, 4, 5].flatMap((weekday) => [{ weekday, from: '09:00', to: '13:00' }, { weekday, from: '14:00', to: '17:00' }]),
  hours_words: 'пн–пт 9:00–13:00, 14:00–17:00', ...fakePapers(id!),
}));

const people: RecipientRow[] = [
  { id: 'p187', code: 'П-0187', name: 'Әлфия Ринатовна Ёлкина', phone: '+7 900 000-12-34', email: '', kind: 'parent', history_words: 'Было 2 приёма, последний — 14.09.2026' },
];

const handoutRows: HandoutRow[] = [
  { key: 'crisis', title: 'Кризис трёх лет без крика', summary: 'Что помогает, когда ребёнок на всё говорит «нет»', topics: ['crisis', 'limits'], pages: 2, version: '2026-09-01', short_of: null },
  { key: 'crisis-short', title: 'Кризис трёх лет: коротко', summary: 'Одна страница', topics: ['crisis', 'limits'], pages: 1, version: '2026-09-01', short_of: 'crisis' },
  { key: 'sleep', title: 'Режим и сон', summary: 'Как укладывать без слёз', topics: ['sleep'], pages: 1, version: '2026-09-01', short_of: null },
  { key: 'speech', title: 'Говорим дома', summary: 'Игры для речи на каждый день', topics: ['speech', 'early'], pages: 2, version: '2026-09-01', short_of: null },
  { key: 'adaptation', title: 'Первый месяц в саду', summary: 'Как прощаться и как встречать', topics: ['adaptation'], pages: 2, version: '2026-09-01', short_of: null },
];

export interface FakeState {
  opening: Partial<Opening>;
  me: Partial<Me>;
  /** A journal that has just begun. */
  empty: boolean;
}

export class FakeBackend implements Backend {
  /** Every call in order, with its arguments. */
  readonly calls: { command: keyof Backend; values: unknown[] }[] = [];
  readonly drafts = new Map<string, DraftView>();
  lists_now: Lists = structuredClone(fakeLists);
  record_order: RecordOrder = recordOrder;
  consultants_now = structuredClone(consultants);
  accounts_now: AccountRow[] = structuredClone(fakePeople);
  access_now: Partial<AccessView> = {};
  ways_now = [{ slot: 's1', label: 'Заведующий', needs_keyring: true, wait: 0 }, { slot: 's2', label: 'Лапина, приёмная', needs_keyring: true, wait: 0 }];
  cards = new Map<string, RequestCard>();
  records = new Map<string, { form: ConsultationForm; versions: ConsultationView['versions']; issued: HandoutIssueRow[] }>();

  links = new Map<string, RequestLink[]>();
  others_writing: string[] = [];
  clock_now = '2026-10-08T13:22';
  clock_behind: string | null = null;
  history_trouble: string | null = null;
  standing_now = fakeStanding;
  events_now = new Map<string, EventCard>();
  rooms_now = structuredClone(fakeRooms);
  centre_now = structuredClone(fakeCentre);
  order_now = fakeOrder;
  means_now = fakeMeans;
  rows_now = fakeRows(fakeLists);
  year_now = structuredClone(fakeYear);
  /** By year × 12 + month. */
  months_now = new Map<number, FakeMonth>();
  missing_now = missingGroups;
  sealed_now = false;
  clarified_now = false;
  seal_waits_now = '';
  look_now: WindowLook = { theme: 'system', zoom: 100 };

  readonly #state: FakeState;
  readonly #held = new Set<keyof Backend>();
  readonly #refusals = new Map<keyof Backend, Problem[]>();
  #locked: boolean;
  /** Who one is in the practice journal, while it is open. */
  #practice: Role | null = null;
  #reading = false;
  #number = 16;

  constructor(state: Partial<FakeState> = {}) {
    this.#state = { opening: {}, me: {}, empty: false, ...state };
    this.#locked = (this.#state.opening.stage ?? 'locked') !== 'open';
    if (this.#state.empty) {
      this.consultants_now = [];
      this.rooms_now = [];
      this.rows_now.organisation = [];
      this.lists_now = { ...this.lists_now, rooms: [], organisations: [] };
      this.year_now = { ...this.year_now, regional: [], own: [] };
    } else this.#fill();
    if (this.#state.me.roles && !this.#state.me.roles.includes('head')) {
      this.centre_now = { ...this.centre_now, may_edit: false };
      this.year_now = { ...this.year_now, may_edit: false };
    }
    this.#record();
  }

  /** The next call of this command is refused once. */
  refuse(command: keyof Backend, ...problems: Partial<Problem>[]) {
    this.#refusals.set(command, problems.map((problem) => ({ code: 'inner', field: null, about: null, ...problem }) as Problem));
  }

  /** This command is never answered from now on: the screen waits. */
  hold(command: keyof Backend) {
    this.#held.add(command);
  }

  /** The arguments of the last call of this command. */
  last(command: keyof Backend): unknown[] | undefined {
    return this.calls.findLast((call) => call.command === command)?.values;
  }

  // ── cover, first start, keys
  async opening(): Promise<Opening> {
    return {
      stage: this.#locked ? 'locked' : 'open', centre: 'КЦ «Росинка»', keyring: 'ready', trouble: null, second_slot_file_used: false,
      today: '2026-10-08', version: '0.1.0',
      ways: this.ways_now,
      codes: [], sheet_wait: 0,
      ...this.#state.opening,
      ...(this.#state.opening.stage === 'open' ? { stage: this.#locked ? 'locked' : 'open' } : {}),
    };
  }

  async setup_choices(): Promise<SetupChoices> {
    return {
      regions: [
        { key: 'tatarstan', name: 'Республика Татарстан', zone: 'Europe/Moscow', holidays_known: true },
        { key: 'bashkortostan', name: 'Республика Башкортостан', zone: 'Asia/Yekaterinburg', holidays_known: true },
        { key: 'chukotka', name: 'Чукотский автономный округ', zone: 'Asia/Anadyr', holidays_known: false },
      ],
      zones: [choice('Europe/Moscow', 'Москва, UTC+3'), choice('Asia/Yekaterinburg', 'Екатеринбург, UTC+5'), choice('Asia/Anadyr', 'Анадырь, UTC+12')],
      profiles: [choice('default', 'Порядок по умолчанию', 'десять дней, пять страниц, анонимно можно')],
      password_least: 10,
      password_least_without_keyring: 16,
    };
  }

  async prepare_journal() {
    return { number: 1, date: '2026-10-08', groups: ['232628', '054692', '338173', '195085', '132495', '223707', '084513', '718036'], ask: [3, 7] };
  }

  async print_sheet(): Promise<PaperDone> {
    return { how: 'print', pages: 1, file_name: null };
  }

  async create_journal() {
    this.#locked = false;
    // From now on there is a door.
    this.#state.opening = {};
    return this.me();
  }

  async unlock() {
    this.#locked = false;
    return this.me();
  }

  async unlock_by_sheet() {
    this.#locked = false;
    return { ...(await this.me()), by_sheet: true };
  }

  async open_for_reading() {
    this.#locked = false;
    this.#reading = true;
    return this.me();
  }

  async enter_by_code() {
    this.#locked = false;
    return this.me();
  }

  async recover() {
    const others = this.accounts_now.filter((row) => !row.own);
    return { me: await this.me(), codes: others.map(fakeCode) };
  }

  async lock() {
    this.#locked = true;
    this.#practice = null;
    this.#reading = false;
  }

  // ── practice
  async open_practice() {
    return this.practice_as('administrator');
  }

  async practice_as(role: Role) {
    this.#locked = false;
    this.#practice = role;
    return this.me();
  }

  async reset_practice() {
    return this.me();
  }

  async leave_practice() {
    await this.lock();
    return this.opening();
  }

  async me(): Promise<Me> {
    return {
      account: 'a1', name: 'Ветрова Ольга Игоревна', short_name: 'Ветрова О. И.', roles: ['head'], roles_words: 'заведующий', consultant: null,
      centre: 'КЦ «Росинка»', by_sheet: false, heads: [], sheet_number: 1, sheet_due: false, today: '2026-10-08', lock_after_minutes: 5, practice: this.#practice !== null, for_reading: this.#reading, ...this.#state.me,
      ...(this.#practice ? { roles: [this.#practice], centre: 'КЦ «Небывальщина» (учебный)' } : {}),
    };
  }

  // ── people and lists
  async lists() {
    return this.lists_now;
  }

  async accounts() {
    return this.accounts_now;
  }

  async add_account(form: Parameters<Backend['add_account']>[0]) {
    const { password, without_keyring, ...rest } = form;
    const row: AccountRow = {
      ...rest, id: `a${this.accounts_now.length + 1}`, roles_words: form.roles.join(', '), has_password: password !== '', without_keyring,
      code_until: null, own: false, last_head: false,
    };
    this.accounts_now = [...this.accounts_now, row];
    return done(row, 'account');
  }

  async set_password() {
    return done(this.accounts_now[0]!, 'account');
  }

  async access() {
    return fakeAccess(this.accounts_now, this.access_now);
  }

  /** The person at the desk is somebody else from now on. */
  become(me: Partial<Me>) {
    this.#state.me = { ...this.#state.me, ...me };
  }

  async change_account({ account, ...rest }: Parameters<Backend['change_account']>[0]) {
    this.accounts_now = this.accounts_now.map((row) => (row.id === account ? { ...row, ...rest } : row));
    return done(await this.access(), 'account');
  }

  async remove_account(account: string) {
    this.accounts_now = this.accounts_now.filter((row) => row.id !== account);
    this.access_now = { ...this.access_now, key_owed: true, key: fakeKeyRunning };
    return done(await this.access(), 'account');
  }

  async give_code(account: string) {
    const code = fakeCode(this.accounts_now.find((row) => row.id === account)!);
    this.accounts_now = this.accounts_now.map((row) => (row.id === account ? { ...row, code_until: code.until } : row));
    return code;
  }

  async new_sheet() {
    return fakeNewSheet;
  }

  async drop_sheet() {}

  async keep_sheet() {
    this.access_now = { ...this.access_now, sheet: { number: 2, made_on: '2026-10-08', tried_on: null, due: false } };
    return done(await this.access(), 'account');
  }

  async try_sheet() {
    const { sheet } = await this.access();
    this.access_now = { ...this.access_now, sheet: { ...sheet!, tried_on: '2026-10-08', due: false } };
    return done(await this.access(), 'account');
  }

  async change_keys() {
    this.access_now = { ...this.access_now, key_trouble: null, key: fakeKeyRunning };
    return done(await this.access(), 'account');
  }

  /** What the next asking finds of a change of the key. */
  key_next: Partial<AccessView> = { key_owed: false, key_trouble: null, key: { ...fakeKey, changed: true } };

  async key_progress() {
    this.access_now = { ...this.access_now, ...this.key_next };
    return (await this.access()).key;
  }

  async consultants() {
    return this.consultants_now;
  }

  async save_consultant(form: Parameters<Backend['save_consultant']>[0]) {
    const [last = '', first = '', middle = ''] = form.name.split(' ');
    const row: ConsultantRow = { ...form, id: form.id ?? `c${this.consultants_now.length + 1}`, short_name: `${last} ${first[0] ?? ''}. ${middle[0] ?? ''}.`, hours_words: 'пн–пт 9:00–13:00, 14:00–17:00', ...fakePapersOf(form.papers, form.active) };
    this.consultants_now = [...this.consultants_now.filter((one) => one.id !== row.id), row];
    return done(row, 'consultant');
  }

  async bookings_ahead(consultant: string) {
    const live = [...this.cards.values()].filter((card) => card.row.booking?.live);
    const lines = (held: typeof live) => held.map((card) => this.#line(card));
    return { given_back: lines(live.filter((card) => card.row.booking?.consultant === consultant)), stay: lines(live.filter((card) => card.row.booking?.others.includes(consultant))) };
  }

  async save_room(form: Parameters<Backend['save_room']>[0]) {
    const row: RoomRow = { ...form, id: form.id ?? `r-${form.name}` };
    this.rooms_now = this.rooms_now.some((one) => one.id === row.id) ? this.rooms_now.map((one) => (one.id === row.id ? row : one)) : [...this.rooms_now, row];
    this.lists_now = { ...this.lists_now, rooms: this.rooms_now.filter((one) => one.active).map((one) => choice(one.id, one.name)) };
    return done(choice(row.id, row.name), 'room', 'list');
  }

  async rooms() {
    return this.rooms_now;
  }

  // ── help, look and the centre's settings
  async guide() {
    return fakeGuide;
  }

  async window_look() {
    return this.look_now;
  }

  async keep_window_look(look: WindowLook) {
    this.look_now = look;
    return look;
  }

  async centre() {
    return this.centre_now;
  }

  async save_centre(form: Parameters<Backend['save_centre']>[0]) {
    this.centre_now = { ...this.centre_now, ...form };
    this.#state.me = { ...this.#state.me, centre: form.name };
    return done(this.centre_now, 'centre', 'account');
  }

  async order() {
    return this.order_now;
  }

  async order_form(start: Parameters<Backend['order_form']>[0]) {
    return fakeSheet(start.replaces);
  }

  async order_changes() {
    return fakeChanges;
  }

  async save_order(form: Parameters<Backend['save_order']>[0]) {
    this.drafts.delete(`order ${form.replaces ?? ''}`);
    this.order_now = this.order_now.map((one) => (one.standing === 'ahead' ? { ...one, title: form.title, valid_from: form.valid_from } : one));
    return done(this.order_now, 'list', 'calendar', 'request');
  }

  async withdraw_order(valid_from: string) {
    this.order_now = this.order_now.filter((one) => one.valid_from !== valid_from);
    return done(this.order_now, 'list', 'calendar', 'request');
  }

  async means() {
    return this.means_now;
  }

  async save_means(form: Parameters<Backend['save_means']>[0]) {
    const before = this.means_now.rows.find((row) => row.key === form.key) ?? fakeMeans.rows.at(-1)!;
    const row = { ...before, ...form, key: form.key ?? `o-${form.label}`, offered: !form.hidden };
    const rows = form.key ? this.means_now.rows.map((one) => (one.key === form.key ? row : one)) : [...this.means_now.rows, row];
    this.means_now = { ...this.means_now, rows };
    return done(this.means_now, 'list');
  }

  async list_rows(list: string) {
    return this.rows_now[list] ?? refused({ code: 'not_found' });
  }

  async save_list_row(form: Parameters<Backend['save_list_row']>[0]) {
    const rows = this.rows_now[form.list] ?? [];
    const row: ListRow = { key: form.key ?? `o-${form.label}`, label: form.label, hint: form.hint, area: form.area, offered: true, own: true };
    this.rows_now[form.list] = form.key ? rows.map((one) => (one.key === form.key ? row : one)) : [...rows, row];
    this.#offer(form.list);
    return done(row, 'list');
  }

  async offer_list_row(form: Parameters<Backend['offer_list_row']>[0]) {
    this.rows_now[form.list] = (this.rows_now[form.list] ?? []).map((one) => (one.key === form.key ? { ...one, offered: form.offered } : one));
    this.#offer(form.list);
    return done(this.rows_now[form.list]!.find((one) => one.key === form.key)!, 'list');
  }

  async working_year(year: number): Promise<WorkingYear> {
    return year === this.year_now.year ? this.year_now : { ...this.year_now, year, regional: [], own: [], forecast: year > 2027 };
  }

  async set_day(form: Parameters<Backend['set_day']>[0]) {
    const regional = this.year_now.regional.map((row) => (row.day === form.day ? { ...row, off: form.kind === 'off', switched: !row.switched } : row));
    const others = this.year_now.own.filter((row) => row.day !== form.day);
    const known = regional.some((row) => row.day === form.day);
    this.year_now = { ...this.year_now, regional, own: known || !form.kind ? others : [...others, { day: form.day, kind: form.kind, words: form.words }] };
    return done(this.year_now, 'calendar', 'request');
  }

  async add_organisation(form: Parameters<Backend['add_organisation']>[0]) {
    const organisation = choice(`o-${form.name}`, form.name, form.contacts || null);
    this.rows_now.organisation = [...this.rows_now.organisation!, { key: organisation.key, label: form.name, hint: form.contacts, area: null, offered: true, own: true }];
    this.lists_now = { ...this.lists_now, organisations: [...this.lists_now.organisations, organisation] };
    return done(organisation, 'list');
  }

  // ── copies and restoring
  copies_now = structuredClone(fakeCopies);
  copying_now = structuredClone(fakeCopying);
  restoring_now = fakeRestoring;

  async copying() {
    const now = this.copying_now;
    this.copying_now = { ...fakeCopying };
    return now;
  }

  async make_copy() {
    this.copying_now = { ...fakeCopying, last_words: 'Последняя проверенная копия: сегодня, 13:20' };
    return { ...fakeCopying, running: true, words: 'Копируется журнал', percent: 30 };
  }

  async stop_copy() {
    return { ...fakeCopying, problem: { code: 'copy_stopped' as const, field: null, about: null } };
  }

  async copies() {
    return this.copies_now;
  }

  async choose_second_place() {
    this.copies_now = { ...this.copies_now, second: { folder: '/media/kc/COPIES', there: true, words: 'Диск на месте: новая копия ляжет и туда.' } };
    return done(this.copies_now, 'copy');
  }

  async forget_second_place() {
    this.copies_now = { ...this.copies_now, second: null };
    return done(this.copies_now, 'copy');
  }

  async tidy_copies() {
    this.copies_now = { ...this.copies_now, doubt: null };
    return done(this.copies_now, 'copy');
  }

  async copies_found() {
    return this.copies_now.rows;
  }

  async look_into_copy(key: string) {
    return { ...fakeContent, name: key };
  }

  async choose_copy_file() {
    return { ...fakeContent, name: 'с флешки.poryadok-copy', same_journal: false, present_words: 'Журнала на этом компьютере ещё нет: он появится из копии.' };
  }

  async choose_journal_folder() {
    return null;
  }

  async begin_restore() {
    this.restoring_now = fakeRestored;
    return fakeRestoring;
  }

  async restoring() {
    return this.restoring_now;
  }

  async stop_restore() {
    return { ...fakeRestoring, running: false, problem: { code: 'restore_stopped' as const, field: null, about: null } };
  }

  // ── drafts
  async save_draft(key: Parameters<Backend['save_draft']>[0], body: string) {
    const view = { body, saved: '2026-10-08T13:22' };
    this.drafts.set(`${key.form} ${key.subject}`, view);
    return view;
  }

  async draft(key: Parameters<Backend['draft']>[0]) {
    return this.drafts.get(`${key.form} ${key.subject}`) ?? null;
  }

  async drop_draft(key: Parameters<Backend['drop_draft']>[0]) {
    this.drafts.delete(`${key.form} ${key.subject}`);
  }

  // ── requests and bookings
  async today(): Promise<Today> {
    const rows = [...this.cards.values()].map((card) => card.row);
    const lines = [...this.cards.values()].filter((card) => card.bookings.some((one) => one.ended_words === '' || one.ended_words === 'не пришли' || one.ended_words === 'приём записан')).map((card) => this.#line(card)).sort((one, other) => one.time.localeCompare(other.time));
    return {
      date: '2026-10-08', words: 'четверг, 8 октября 2026', now: '13:20',
      burning: this.#state.empty ? [] : fakeBurning,
      sessions: lines.filter((line) => line.date === '2026-10-08'),
      unrecorded: lines.filter((line) => line.state === 'no_record'),
      waiting: rows.filter((row) => row.status === 'new'),
      last_copy: null,
      copy_words: 'Проверенной копии ещё нет',
      copy_stale: false,
      clock_behind: this.clock_behind,
      history_trouble: this.history_trouble,
      needs_consultants: this.consultants_now.length === 0,
      nothing_yet: rows.length === 0,
      drafts: [...this.drafts.keys()].flatMap((key): DraftLine[] => {
        const [form = '', request = ''] = key.split(' ');
        const card = this.cards.get(request);
        return card ? [{ form, request, words: `Приём ${card.row.number_words}, ${card.row.who.code}`, saved: '2026-10-08T13:10' }] : [];
      }),
    };
  }

  /** Said under the known people, as when there are more than fit. */
  more_people: string | null = null;

  async find_recipients(text: string) {
    const digits = /^[\d\s()+-]+$/.test(text) ? text.replace(/\D/g, '') : '';
    const rows = people.filter((person) => (digits ? person.phone.replace(/\D/g, '').includes(digits) : person.name.toLowerCase().includes(text.toLowerCase())));
    return { rows, more_words: this.more_people, read_as: null };
  }

  async free_times(query: Parameters<Backend['free_times']>[0]) {
    const days = ['чт', 'пт', 'сб', 'вс', 'пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс', 'пн', 'вт', 'ср'].map((weekday, index) => ({
      date: `2026-10-${String(8 + index).padStart(2, '0')}`, weekday, day: 8 + index, working: weekday !== 'сб' && weekday !== 'вс', today: index === 0, late: index > 10,
    }));
    const hours = [['09:00', '11:30', '14:00'], ['10:30'], ['15:30'], []];
    const leads = (one: ConsultantRow) => (one.id === query.wished ? 0 : one.topics.some((topic) => query.topics.includes(topic)) ? 1 : 2);
    const all = this.consultants_now.filter((one) => query.consultant === null || one.id === query.consultant).sort((one, other) => leads(one) - leads(other));
    const why = ['кого просят', 'ведёт эту тему', ''];
    return {
      term, days, order_words: all[0] ? ['сначала кого просят', 'сначала по теме «Речь и общение»', ''][leads(all[0])]! : '', empty_words: this.consultants_now.length === 0 ? 'Нет консультантов с часами приёма: добавьте их в настройках.' : null,
      consultants: all.map((one, row) => ({ id: one.id, short_name: one.short_name, post: one.post, why: why[leads(one)]!, lacks_words: one.lacks_words, times: days.map((day, index) => (day.working ? hours[(index + row) % 4]! : [])) })),
      nearest: (all.length === 1 ? [all[0]!, all[0]!, all[0]!] : all.slice(0, 3)).map((one, index) => ({
        consultant: one.id, consultant_words: `${one.short_name}, ${one.post}`, date: `2026-10-${String(9 + index).padStart(2, '0')}`, time: '10:30', words: `${['пт 9', 'сб 10', 'вс 11'][index]} октября, 10:30`, late: false,
      })),
    };
  }

  async register(form: RequestForm) {
    this.#number += 1;
    const id = `q${this.#number}`;
    const card = this.#card(id, this.#number, form);
    this.cards.set(id, card);
    this.drafts.delete('booking ');
    return done(card, 'request', 'booking', 'draft');
  }

  async book(form: Parameters<Backend['book']>[0]) {
    return this.#give(form.request, form.slot, null, form.how, form.form);
  }

  async move_booking(form: Parameters<Backend['move_booking']>[0]) {
    const id = [...this.cards.values()].find((card) => card.bookings.some((booking) => booking.id === form.booking))!.row.id;
    return this.#give(id, form.slot, form.reason, form.how);
  }

  async tell(form: Parameters<Backend['tell']>[0]) {
    const words = `${this.lists_now.channels.find((one) => one.key === form.channel)?.label ?? ''}${form.instruction ? ', с инструкцией' : ''}; Ветрова О. И.`;
    return this.#amend(form.booking, (card) => ({ told: [...card.told, { at: '2026-10-08T13:22', words }] }));
  }

  async prepare(form: Parameters<Backend['prepare']>[0]) {
    return this.#amend(form.booking, (card) => ({ preparation: card.preparation.map((line) => (line.key === form.item ? { ...line, done_words: form.done ? '13:22, Ветрова О. И.' : null } : line)) }));
  }

  async change_outing(form: Parameters<Backend['change_outing']>[0]) {
    const { place, address, transport, equipment } = form;
    const place_words = fakeIntake.outing_places.find((one) => one.key === place)?.label ?? '';
    return this.#amend(form.booking, (card) => ({ bookings: card.bookings.map((one) => (one.live ? { ...one, place, place_words, address, transport, equipment } : one)) }));
  }

  async save_letters({ request, ...letters }: Parameters<Backend['save_letters']>[0]) {
    const card: RequestCard = { ...this.cards.get(request)!, ...letters, owner_words: this.consultants_now.find((one) => one.id === letters.owner)?.short_name ?? '', incoming_on: letters.incoming_on || null, answered_on: letters.answered_on || null };
    this.cards.set(request, card);
    return done(card, 'request');
  }

  async invitation() {
    return { text: 'Здравствуйте!\n\nПриглашаем вас на дистанционную консультацию.', means_words: 'видеосвязь', account: '', instruction: '' };
  }

  async save_means_guide({ account, instruction }: Parameters<Backend['save_means_guide']>[0]) {
    return done({ ...(await this.invitation()), text: `Здравствуйте!\n\nМы в сети: ${account}`, account, instruction }, 'list');
  }

  async #amend(booking: string, change: (card: RequestCard) => Partial<RequestCard>) {
    const card = [...this.cards.values()].find((one) => one.bookings.some((link) => link.id === booking))!;
    const changed = { ...card, ...change(card) };
    this.cards.set(card.row.id, changed);
    return done(changed, 'booking');
  }

  async annul_request(form: Parameters<Backend['annul_request']>[0]) {
    const card = this.cards.get(form.request)!;
    const annulled: RequestCard = { ...card, open: false, annul_reason: form.reason, row: { ...card.row, status: 'annulled', status_words: 'аннулировано' } };
    this.cards.set(form.request, annulled);
    return done(annulled, 'request');
  }

  async no_show(booking: string) {
    const card = [...this.cards.values()].find((one) => one.bookings.some((link) => link.id === booking))!;
    return this.#end(card, 'не пришли', '', { status: 'not_held', status_words: 'не состоялось' });
  }

  async release_time(form: Parameters<Backend['release_time']>[0]) {
    const card = [...this.cards.values()].find((one) => one.bookings.some((link) => link.id === form.booking))!;
    return this.#end(card, 'отменено', form.reason, { status: 'new', status_words: 'ждёт времени' });
  }

  async close_request(form: Parameters<Backend['close_request']>[0]) {
    const card = this.cards.get(form.request)!;
    return this.#end({ ...card, open: false, lapse_reason: form.reason }, 'не пришли', form.reason, { status: 'lapsed', status_words: 'не состоялось, закрыто' });
  }

  async undo_no_show(request: string) {
    const card = this.cards.get(request)!;
    const bookings = card.bookings.map((one, index) => (index === card.bookings.length - 1 ? { ...one, live: true, recorded: false, ended_words: '', reason: null } : one));
    const back: RequestCard = { ...card, open: true, lapse_reason: null, may_undo: false, may_no_show: true, bookings, row: { ...card.row, status: 'booked', status_words: 'назначено', booking: bookings.at(-1) ?? null } };
    this.cards.set(request, back);
    return done(back, 'booking', 'request');
  }

  async waiting_list(): Promise<WaitingList> {
    const rows = [...this.cards.values()].map((card) => card.row).filter((row) => row.status === 'new' || row.status === 'not_held');
    const offered = this.consultants_now[0];
    return {
      rows: rows.map((row, index) => ({
        row, wish_words: row.wish || (row.status === 'not_held' ? 'не пришли 08.10.2026' : ''),
        offer: offered ? { slot: { consultant: offered.id, date: '2026-10-14', time: `1${index % 10}:00`, minutes: 45, room: null }, words: `ср 14 октября, 1${index % 10}:00`, consultant_words: offered.short_name, late: false, freed: index === 0 } : null,
      })),
      total: rows.length,
    };
  }

  async control(): Promise<Control> {
    const line = (key: string, title: string, ...items: ControlLine['items']) => ({ key, title, why: key === 'too_long' ? 'порядок: онлайн не более 45 минут' : '', count: items.length, items });
    return {
      month_words: 'октябрь 2026', state_words: 'Подписано записей: 4; сбой и повтор — две строки журнала.',
      lines: this.#state.empty ? [line('overdue', 'Срок прошёл')] : [
        line('overdue', 'Срок прошёл', { opens: 'request', subject: 'q2', number_words: '№ 2', words: 'П-0042, консультация: срок прошёл вчера' }),
        line('no_record', 'Приём был, записи нет', { opens: 'record', subject: 'q4', number_words: '№ 4', words: '08.10.2026 10:30, Калинина М. С.' }),
        line('no_evidence', 'Без подтверждения обращения'), line('too_long', 'Дистанционно дольше 45 мин'),
        line('no_quality', 'Не предложили оценить'), line('refusals', 'Отказы'), line('overlaps', 'Наложения по времени'), line('handout_refused', 'Раздатка сверх предела не выдана'),
        line('undertaking', 'Нет обязательства о неразглашении', { opens: 'consultant', subject: 'c1', number_words: 'Дроздова И. П.', words: 'логопед' }),
      ],
      to_close: this.#state.empty || this.#month({ year: 2026, month: 9 }).closed ? null : { key: { year: 2026, month: 9 }, words: 'сентябрь 2026' },
    };
  }

  async control_list(key: string): Promise<ControlLine> {
    return (await this.control()).lines.find((line) => line.key === key)!;
  }

  async timetable(query: Parameters<Backend['timetable']>[0]): Promise<Timetable> {
    const day = Number((query.from ?? '2026-10-08').slice(8, 10));
    const date = (number: number) => `2026-10-${String(number).padStart(2, '0')}`;
    const shown = query.week ? [5, 6, 7, 8, 9] : [day];
    const weekdays = ['чт', 'пт', 'сб', 'вс', 'пн', 'вт', 'ср'];
    const starts = ['09:00', '09:45', '10:30', '11:15', '12:00', '14:00', '14:45', '15:30', '16:15'];
    const until = (time: string) => { const end = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + 45; return `${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`; };
    return {
      words: query.week ? '5 — 9 октября 2026 г.' : `${day === 8 ? 'четверг' : 'день'}, ${day} октября 2026 г.`,
      days: shown.map((number) => ({ date: date(number), weekday: weekdays[(number + 6) % 7]!, day: number, words: `${weekdays[(number + 6) % 7]} ${number} октября`, working: true, today: number === 8 })),
      rows: this.consultants_now.map((one, row) => ({
        consultant: one.id, short_name: one.short_name, post: one.post,
        cells: shown.map((number) => {
          if (row === 1 && number === 9) return { off_words: 'на курсах', blocks: [] };
          const taken = [...this.cards.values()].filter((card) => card.bookings.some((link) => link.consultant === one.id && link.date === date(number)));
          const lines = taken.map((card) => this.#line(card));
          const blocks = starts.filter((time) => !lines.some((line) => line.time < until(time) && time < line.until)).map((time): TimetableBlock => ({ kind: 'free', time, until: until(time), free: 1, session: null }));
          blocks.push({ kind: 'break', time: '13:00', until: '14:00', free: 0, session: null });
          blocks.push(...lines.map((session): TimetableBlock => ({ kind: 'taken', time: session.time, until: session.until, free: 0, session })));
          return { off_words: null, blocks: blocks.sort((left, right) => left.time.localeCompare(right.time)) };
        }),
      })),
      earlier: date(Math.max(1, day - (query.week ? 7 : 1))), later: date(day + (query.week ? 7 : 1)), now: shown.includes(8),
      empty_words: this.consultants_now.length === 0 ? 'Консультантов пока нет. Добавьте их и часы приёма в настройках.' : null,
    };
  }

  async requests(filter: Parameters<Backend['requests']>[0]) {
    const rows = [...this.cards.values()].filter((card) => (!filter.open_only || card.open) && `${card.row.number_words} ${card.row.who.code} ${card.row.who.name ?? ''}`.toLowerCase().includes(filter.text.toLowerCase())).map((card) => card.row);
    return { rows, count_words: `обращений: ${rows.length}`, next: null };
  }

  async request(id: string) {
    return this.cards.get(id) ?? refused({ code: 'not_found' });
  }

  // ── consultations
  async to_record() {
    return (await this.today()).unrecorded;
  }

  async consultation(request: string): Promise<ConsultationView> {
    const card = this.cards.get(request) ?? refused({ code: 'not_found' });
    const record = this.records.get(request);
    const left = this.drafts.get(`consultation ${request}`);
    const used = (record?.issued ?? []).filter((issue) => issue.done && !issue.spoilt).reduce((sum, issue) => sum + issue.pages, 0);
    const signed = (record?.versions.length ?? 0) > 0;
    const next = signed && card.row.booking !== null;
    return {
      request: card,
      form: left ? (JSON.parse(left.body) as ConsultationForm) : next ? { ...blankRecord(card), version: record!.versions.length } : (record?.form ?? blankRecord(card)),
      draft_saved: left?.saved ?? null,
      versions: record?.versions ?? [],
      may_sign: true,
      may_read_note: true,
      note_words: 'Видите только вы. В журнал и отчёты не попадает.',
      note_words_of_several: 'Видят только те, кто вёл приём. В журнал и отчёты не попадает.',
      consultants: this.consultants_now.map((one) => choice(one.id, one.short_name)),
      issued: record?.issued ?? [],
      pages_used: used,
      pages_max: 5,
      counting: counting(signed, this.record_order),
      may_ask_note: false,
      note_readings: [],
      course: [],
      warned: [],
      topics: [...this.lists_now.topics].sort((one, other) => Number(this.#asked(card, other)) - Number(this.#asked(card, one))),
      participants: [card.row.who, ...(record?.form.second ? [{ anonymous: record.form.second.anonymous, recipient: record.form.second.recipient, code: record.form.second.anonymous ? 'Анонимно' : 'П-0188', name: record.form.second.name || null, kind_words: 'родитель' }] : [])],
      planned_minutes: 45,
      overlaps_words: null,
      attempts: next ? [{ words: '08.10.2026, 12:30–12:40: сбой у центра', after: [], note: record!.form.note || null, advice: null }] : [],
      links: this.links.get(request) ?? [],
      others_writing: this.others_writing,
      leftover: null,
      earlier: [{ request: 'q1', date: '2026-09-14', topic: 'Кризис трёх лет', consultant_words: 'Калинина М. С.' }],
    };
  }

  async weigh(form: ConsultationForm): Promise<CountingView> {
    const said = objection(form);
    const order = this.record_order;
    if (form.outcome === 'given') return { counted: true, words: 'будет учтена 1 услуга', because: ['обращение № 1 от 01.10.2026', 'на седьмой день из десяти'], warnings: said ? [said] : [], closed_words: '', order };
    return { counted: false, words: 'не учтена', because: ['приём не состоялся или дан отказ'], warnings: [], closed_words: '', order };
  }

  async read_note(form: { request: string; reason: string }) {
    if (form.reason.trim() === '') refused({ code: 'reason_required', field: 'reason' });
    const record = this.records.get(form.request);
    return { note: record?.form.note ?? '', advice: record?.form.advice ?? '' };
  }

  async sign(form: ConsultationForm) {
    const said = objection(form);
    if (said && form.more.caution_reason.trim() === '') refused({ code: 'order_warns', field: 'caution_reason', about: said });
    const before = this.records.get(form.request);
    const versions = [...(before?.versions ?? []), { version: (before?.versions.length ?? 0) + 1, signed: '2026-10-08T13:25', by: 'Ветрова О. И.', reason: form.reason || null }];
    this.records.set(form.request, { form: { ...form, version: versions.length, reason: '' }, versions, issued: before?.issued ?? [] });
    this.drafts.delete(`consultation ${form.request}`);
    const card = this.cards.get(form.request)!;
    const [status, status_words] = form.outcome === 'not_held' ? (['not_held', 'не состоялось'] as const) : form.outcome === 'refused' ? (['refused', 'отказ'] as const) : (['given', 'оказано'] as const);
    this.cards.set(form.request, { ...card, open: status === 'not_held', bookings: card.bookings.map((one) => ({ ...one, live: false, recorded: one.recorded || one.live, ended_words: one.ended_words || 'приём записан' })), row: { ...card.row, booking: null, status, status_words } });
    return done(await this.consultation(form.request), 'consultation', 'draft');
  }

  async next_meeting(form: Parameters<Backend['next_meeting']>[0]) {
    const before = this.cards.get(form.request) ?? refused({ code: 'not_found' });
    this.#number += 1;
    const id = `q${this.#number}`;
    const booking = this.#booking(`${id}-b1`, form.slot);
    const card: RequestCard = { ...before, bookings: [booking], row: { ...before.row, id, number: this.#number, number_words: `№ ${this.#number}`, booking, status: 'booked', status_words: 'назначено' } };
    this.cards.set(id, card);
    this.links.set(form.request, [...(this.links.get(form.request) ?? []), { request: id, words: `${card.row.number_words}: ${booking.date} ${booking.time}`, onward: true }]);
    this.links.set(id, [{ request: form.request, words: `продолжение ${before.row.number_words}`, onward: false }]);
    return done(card, 'request', 'booking');
  }

  async clock() {
    return this.clock_now;
  }

  // ── handouts
  async handouts() {
    return handoutRows;
  }

  async plan_handouts(query: Parameters<Backend['plan_handouts']>[0]) {
    const used = query.request ? (await this.consultation(query.request)).pages_used : 0;
    const pages = handoutRows.filter((row) => query.keys.includes(row.key)).reduce((sum, row) => sum + row.pages, 0);
    const fits = used + pages <= 5;
    let room = 5 - used;
    const best = fits ? [] : query.keys.flatMap((key) => {
      const whole = handoutRows.find((row) => row.key === key)!;
      const found = [whole, handoutRows.find((row) => row.short_of === key)].find((row) => row && row.pages <= room);
      room -= found?.pages ?? 0;
      return found ? [{ key: found.key, title: found.title, pages: found.pages, in_brief: found !== whole }] : [];
    });
    return { pages, used, max: 5, fits, basis: 'порядок, п. 29', best };
  }

  async handout_page(query: Parameters<Backend['handout_page']>[0]) {
    const titles = handoutRows.filter((row) => query.keys.includes(row.key)).flatMap((row) => Array.from({ length: row.pages }, () => row.title));
    return page(query.page, titles, false);
  }

  async give_handouts(form: Parameters<Backend['give_handouts']>[0]): Promise<Done<PaperDone>> {
    const plan = await this.plan_handouts(form);
    const before = this.records.get(form.request);
    const rows = handoutRows.filter((row) => form.keys.includes(row.key));
    const issue: HandoutIssueRow = { id: `h${(before?.issued.length ?? 0) + 1}`, titles: rows.map((row) => row.title), pages: plan.pages, given: '2026-10-08T13:24', how: form.how, done: true, spoilt: false };
    const form_now = before?.form ?? blankRecord(this.cards.get(form.request)!);
    this.records.set(form.request, { form: form_now, versions: before?.versions ?? [], issued: [...(before?.issued ?? []), issue] });
    return done(paper(form.how, plan.pages, 'Памятка.pdf'), 'handout');
  }

  async spoil_handout(id: string) {
    for (const record of this.records.values()) {
      const issue = record.issued.find((one) => one.id === id);
      if (!issue) continue;
      const spoilt = { ...issue, spoilt: true };
      record.issued = record.issued.map((one) => (one === issue ? spoilt : one));
      return done(spoilt, 'handout');
    }
    return refused({ code: 'not_found' });
  }

  // ── events
  async events(filter: Parameters<Backend['events']>[0]) {
    const months = filter.month ? [filter.month] : [1, 2, 3].map((place) => (filter.quarter - 1) * 3 + place);
    const rows = [...this.events_now.values()].map((card) => card.row!)
      .filter((row) => row.date.startsWith(`${filter.year}-`) && months.includes(Number(row.date.slice(5, 7)))).sort((one, other) => other.date.localeCompare(one.date));
    const held = rows.filter((row) => row.state === 'held');
    return {
      rows, next: null, may_write: this.#writes(), count_words: 'Каждое проведённое мероприятие — одна услуга; участники стоят рядом.',
      sums_words: rows.length > 0 ? `проведено мероприятий: ${held.length}, участников: ${held.reduce((sum, row) => sum + row.participants, 0)}` : '',
    };
  }

  async event(id: string): Promise<EventCard> {
    if (id === '') return this.#eventCard({ id: null, version: 0, topic: '', date: '2026-10-08', started: '13:00', ended: '14:00', format: 'in_center', place: '', leaders: [], participants: '', list: [], series: null, reason: '' });
    return this.events_now.get(id) ?? refused({ code: 'not_found' });
  }

  async save_event(form: EventForm) {
    const id = form.id ?? `e${this.events_now.size + 1}`;
    const numbers = [...this.events_now.values()].flatMap((card) => card.form.list.map((line) => line.certificate ?? 0));
    let last = Math.max(0, ...numbers);
    const list = form.list.map((line) => ({ ...line, certificate: form.series === null ? null : (line.certificate ?? ++last) }));
    const card = this.#eventCard({ ...form, id, version: form.version + 1, list, reason: '' }, this.events_now.get(id), form.reason || null);
    this.events_now.set(id, card);
    this.drafts.delete(`event ${form.id ?? ''}`);
    return done(card, 'event', 'draft');
  }

  async annul_event(form: Parameters<Backend['annul_event']>[0]) {
    const before = this.events_now.get(form.event) ?? refused({ code: 'not_found' });
    const card: EventCard = { ...before, annul_reason: form.reason, may_write: false, row: { ...before.row!, state: 'annulled', state_words: 'аннулировано' } };
    this.events_now.set(form.event, card);
    return done(card, 'event');
  }

  // ── journal and reports
  async search(form: Parameters<Backend['search']>[0]): Promise<SearchPage> {
    const wanted = form.text.trim().toLowerCase();
    const found = this.#state.empty ? [] : [...this.cards.values()].filter((card) =>
      (form.form === null || card.row.form === form.form) &&
      `${card.row.number_words} ${card.row.who.code} ${card.row.about} ${card.row.who.name ?? ''}`.toLowerCase().includes(wanted),
    );
    const plain = (text: string) => [{ text, hit: false }];
    const marked = (text: string) => {
      const at = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted);
      return at < 0 ? plain(text) : [{ text: text.slice(0, at), hit: false }, { text: text.slice(at, at + wanted.length), hit: true }, { text: text.slice(at + wanted.length), hit: false }].filter((piece) => piece.text !== '');
    };
    const rows: SearchPage['rows'] = found.map(({ row }) => ({
      request: row.id, opens: row.status === 'given' ? 'record' : 'request', number: plain(String(row.number)), date: plain(row.received.slice(0, 10).split('-').reverse().join('.')),
      who: marked(row.who.code), topic: marked(row.about), form: plain(row.form_words), kind: plain(row.status === 'given' ? 'содержательное' : ''), consultant: plain(row.booking?.consultant_words.split(',')[0] ?? ''),
      status: row.status, status_words: plain(row.status_words),
      elsewhere: row.who.name?.toLowerCase().includes(wanted) && wanted !== '' ? [{ field_words: 'имя', personal: true, pieces: marked(row.who.name) }] : [],
    }));
    return { rows, count_words: rows.length === 0 ? 'ничего не найдено' : `найдено ${rows.length} записей`, next: null, read_as: wanted === 'htxm' ? 'речь' : null };
  }

  async journal_month(key: Parameters<Backend['journal_month']>[0]): Promise<JournalMonth> {
    const rows: JournalMonth['rows'] = this.#state.empty || key.month !== 10 ? [] : [
      { request: 'q1', number: 1, request_date: '2026-10-01', held: '2026-10-08 12:30', who: 'П-0042', category: 'родитель', child_age: '3 г. 2 мес.', form: 'очно', kind: 'содержательное', topic: 'Кризис трёх лет', consultant: 'Калинина М. С.', result: 'оказано', evidence: 'заявление', counted: true, because: 'подписана', versions: 2 },
      { request: 'q4', number: 4, request_date: '2026-10-02', held: '2026-10-07 10:00', who: 'Анонимно', category: 'родитель', child_age: '', form: 'телефон', kind: 'содержательное', topic: 'Страхи', consultant: 'Дроздова И. П.', result: 'не состоялось', evidence: '', counted: false, because: 'не учтена, потому что связь прервалась у получателя', versions: 1 },
    ];
    const month = this.#month(key);
    const head = (await this.me()).roles.includes('head');
    return {
      key, words: monthWords(key), title: 'Журнал учёта услуг', rows, totals_words: rows.length > 0 ? 'Итого за месяц: услуг 1, не состоялось 1' : 'Итого за месяц: услуг 0',
      closed: month.closed, state_words: stateWords(key, month), prints: month.prints, unprinted: month.unprinted, may_close: head && (month.closed || stateWords(key, month).startsWith('окончен')),
      closed_months: [...this.months_now].filter(([, one]) => one.closed).map(([at]) => ({ year: Math.floor((at - 1) / 12), month: ((at - 1) % 12) + 1 })),
      may_name: true, months: [{ year: 2026, month: 10 }, { year: 2026, month: 9 }],
    };
  }

  #month(key: { year: number; month: number }): FakeMonth {
    const at = key.year * 12 + key.month;
    const month = this.months_now.get(at) ?? openMonth();
    this.months_now.set(at, month);
    return month;
  }

  async month_closing(key: Parameters<Backend['month_closing']>[0]) {
    return closingOf(key, this.#month(key), this.missing_now);
  }

  async close_month(form: Parameters<Backend['close_month']>[0]) {
    const month = this.#month(form.key);
    if (this.missing_now.some((group) => group.stops)) refused({ code: 'month_lacks', about: '1' });
    if (this.missing_now.length > 0 && form.reason.trim() === '') refused({ code: 'reason_required', field: 'reason' });
    Object.assign(month, { closed: true, prints: [printOf(1, form.bound)], reason: form.reason });
    return done(await this.month_closing(form.key), 'consultation');
  }

  async keep_corrected_print(form: Parameters<Backend['keep_corrected_print']>[0]) {
    const month = this.#month(form.key);
    if (month.unprinted === 0) refused({ code: 'nothing_corrected' });
    Object.assign(month, { prints: [printOf(month.prints.length + 1, form.bound), ...month.prints], unprinted: 0 });
    return done(await this.month_closing(form.key), 'consultation');
  }

  async seal_quarter(key: Parameters<Backend['seal_quarter']>[0]) {
    this.sealed_now = true;
    return done(await this.quarter(key));
  }

  async journal_page(query: Parameters<Backend['journal_page']>[0]) {
    const { kind, names, bound } = query.paper;
    const title = `${kind === 'services' ? 'Журнал учёта услуг' : 'Журнал регистрации обращений'}${names ? ', служебный экземпляр' : ''}`;
    return page(query.page, bound ? ['Обложка', title, title, 'Надпись для прошивки'] : [title, title], true);
  }

  async paper_passport(how: Parameters<Backend['paper_passport']>[0]) {
    return paper(how, 1, 'Паспорт программы.pdf');
  }

  async paper_journal(form: Parameters<Backend['paper_journal']>[0]) {
    return paper(form.how, 2, 'Журнал 2026-10.pdf');
  }

  async quarter(key: Parameters<Backend['quarter']>[0]): Promise<QuarterView> {
    const empty = this.#state.empty || key.quarter !== 4 || key.year !== 2026;
    const roman = ['I', 'II', 'III', 'IV'][key.quarter - 1];
    const span = { Октябрь: '2026-10', Ноябрь: '2026-11', Декабрь: '2026-12', 'За квартал': 'quarter', 'С начала года': 'year' };
    const cells = (line: string, counts: (number | string)[]) =>
      counts.map((count, at) => ({ words: String(count), opens: typeof count === 'number' && count > 0 ? `${Object.values(span)[at]}/${line}` : null }));
    const table = (name: string, title: string, first: string, lines: [string, number, string, (number | string)[]][]) => ({
      key: name, title, columns: [first, ...Object.keys(span)], this: 4, footnotes: [],
      rows: lines.map(([label, level, line, counts]) => ({ label, level, cells: cells(line, counts) })),
    });
    const dash = ['—', '—', '—', '—', '—'];
    return {
      key, words: `${roman} квартал ${key.year} года`, empty,
      services: empty ? '0' : '1', services_words: `услуга за ${roman} квартал`, change_words: empty ? '' : 'на 2 меньше, чем в III',
      months: [
        { short: 'сен', services: 3, words: '3', own: false, opens: '2026-09/services' },
        { short: 'окт', services: 1, words: '1', own: true, opens: '2026-10/services' },
        { short: 'ноя', services: 0, words: '0', own: true, opens: null }, { short: 'дек', services: 0, words: '0', own: true, opens: null },
      ],
      tables: [
        table('Т1', 'Сводные показатели', 'Показатель', [
          ['Поступило обращений', 0, 'requests', [4, 0, 0, 4, 12]], ['Оказано услуг всего', 0, 'services', [1, 0, 0, 1, 4]],
          ['из них анонимно', 1, 'anonymous', [0, 0, 0, 0, 1]], ['Опрошено получателей', 0, '', dash],
        ]),
        table('Т2', 'По форме', 'Форма', [['Очно', 2, 'in_person', [1, 0, 0, 1, 3]], ['очно в КЦ', 0, 'form:in_centre', [1, 0, 0, 1, 3]], ['выездная', 0, 'form:outing', [0, 0, 0, 0, 0]], ['ИТОГО', 2, 'services', [1, 0, 0, 1, 4]]]),
        table('Т3', 'По виду', 'Вид', [['содержательное', 0, 'kind:content', [1, 0, 0, 1, 4]], ['ИТОГО', 2, 'services', [1, 0, 0, 1, 4]]]),
        table('Т4', 'По направлению помощи', 'Направление', [['психолого-педагогическая', 0, 'direction:=psy_ped', [1, 0, 0, 1, 4]], ['ИТОГО', 2, 'services', [1, 0, 0, 1, 4]]]),
        table('Т5', 'По специалистам', 'Специалист', [['Калинина М. С.', 0, 'work:services:k', [1, 0, 0, 1, 4]]]),
        table('Т6', 'По возрасту ребёнка', 'Возраст', [['до 1 года', 0, 'age:0', [0, 0, 0, 0, 0]], ['не указан', 0, 'age:?', [1, 0, 0, 1, 4]], ['ИТОГО', 2, 'services', [1, 0, 0, 1, 4]]]),
        table('Т8', 'По темам', 'Тема', [['Кризис трёх лет', 0, 'topic:=crisis', [1, 0, 0, 1, 4]], ['ИТОГО', 2, 'services', [1, 0, 0, 1, 4]]]),
        table('Т9', 'По каналу обращения', 'Канал', [['Звонок', 0, 'channel:call', [4, 0, 0, 4, 12]], ['ИТОГО обращений', 2, 'requests', [4, 0, 0, 4, 12]]]),
      ],
      checks: [{ state: 'caution', words: '3 приёма прошли, а записи нет: в отчёт не вошли. Где: Сегодня, Контроль' }, { state: 'good', words: 'По форме, по виду и всего — по 1' }],
      records: 'quarter/everything',
      quarters: [{ year: 2026, quarter: 4 }, { year: 2026, quarter: 3 }],
      seal: this.sealed_now ? (this.clarified_now ? clarifiedSeal : fakeSeal) : null, may_seal: !this.sealed_now && (await this.me()).roles.includes('head'), seal_waits: this.seal_waits_now,
    };
  }

  async figure(query: Parameters<Backend['figure']>[0]): Promise<FigurePage> {
    const rows: FigurePage['rows'] = [
      { id: 'q1', card: 'consultation', number_words: '№ 1', date: '08.10.2026', who: 'П-0042', about: 'очно, содержательное', consultant: 'Калинина М. С.', counted: true, because: 'учтена: приём 08.10.2026, запись подписана' },
      { id: 'q4', card: 'request', number_words: '№ 4', date: '07.10.2026', who: 'Анонимно', about: 'дистанционно', consultant: 'Дроздова И. П.', counted: false, because: 'не учтена, потому что не состоялась: сбой у получателя' },
    ];
    const many = query.opens === 'year/requests' ? Array.from({ length: 60 }, (_, at) => ({ ...rows[0]!, number_words: `№ ${at + 1}` })) : null;
    const whole = many ?? (query.opens === 'quarter/everything' ? rows : rows.slice(0, 1));
    return { words: many ? '60 записей' : whole.length === 1 ? '1 запись' : '2 записи', total: whole.length, from: query.from, rows: whole.slice(query.from, query.from + 50) };
  }

  async save_quarter() {
    return paper('save', 1, 'Отчёт 2026-4.xlsx');
  }

  // ── history
  async history(query: Parameters<Backend['history']>[0]) {
    return fakeHistory(query, this.#state.empty);
  }

  async history_of() {
    return fakeLines.slice(0, 2);
  }

  async history_state() {
    return this.standing_now;
  }

  async check_history() {
    return this.standing_now;
  }

  async accept_history() {
    this.standing_now = fakeStanding;
    return fakeStanding;
  }

  async paper_history(form: Parameters<Backend['paper_history']>[0]) {
    return paper(form.how, 1, 'История 2026-10-08.pdf');
  }

  // ── making
  #offer(list: string) {
    if (list !== 'organisation') return;
    const offered = this.rows_now.organisation!.filter((one) => one.offered);
    this.lists_now = { ...this.lists_now, organisations: offered.map((one) => choice(one.key, one.label, one.hint || null)) };
  }

  #fill() {
    const form = (about: string, name: string, slot: SlotForm | null): RequestForm => ({
      channel: 'call', passed_by: '', received: '2026-10-01T10:00', who: { anonymous: name === '', recipient: null, name, phone: '', email: '', contact: '', kind: 'parent', categories: [] },
      second: null, child_age: '3 года 2 месяца', attends: false, about, topics: ['crisis'], form: 'in_center', means: null, evidence: null, slot, how: null, owner: null, incoming_number: '', incoming_on: '', from_survey: false, wish: slot ? '' : 'логопед, вечером', wished_consultant: null, wish_binding: false, wish_window: null, minding: false, caution_reason: '', late_by_wish: false, now: false,
    });
    const slot = (consultant: string, time: string): SlotForm => ({ consultant, date: '2026-10-08', time, minutes: null, room: 'r3' });
    this.cards.set('q1', this.#card('q1', 1, form('Кризис трёх лет', 'Иванова Анна Петровна', slot('c3', '12:30'))));
    this.cards.set('q2', this.#card('q2', 2, form('Не говорит в 3 года', 'Смирнова Вера Олеговна', null)));
    this.cards.set('q3', this.#card('q3', 3, form('Режим и сон', 'Громова Юлия Андреевна', null)));
    this.cards.set('q4', this.#card('q4', 4, form('Слёзы у двери сада', '', slot('c3', '10:30'))));
    for (const [topic, day, participants] of [['Травмы дома: как их не допустить', '2026-10-06', '12'], ['Готов ли ребёнок к школе', '2026-10-07', '']] as const) {
      const id = `e${this.events_now.size + 1}`;
      this.events_now.set(id, this.#eventCard({ id, version: 1, topic, date: day, started: '17:30', ended: '19:00', format: 'in_center', place: '', leaders: ['c3'], participants, list: participants ? [{ name: 'Рябова Нина Олеговна', certificate: 1, given: true }, { name: '', certificate: 2, given: false }] : [], series: participants ? 'КЦ' : null, reason: '' }));
    }
    this.cards.set('q5', this.#card('q5', 5, form('Моторика руки', 'Лисина Дарья Ильинична', slot('c2', '15:00'))));
  }

  #card(id: string, number: number, form: RequestForm): RequestCard {
    const booking = form.slot && !form.now ? this.#booking(`${id}-b1`, form.slot, form.how, form.form) : null;
    const row: RequestRow = {
      id, number, year: 2026, number_words: `№ ${number}`, received: form.received ?? '2026-10-08T13:22',
      who: { anonymous: form.who.anonymous, recipient: form.who.anonymous ? null : `p${number}`, code: form.who.anonymous ? 'Анонимно' : `П-${String(40 + number).padStart(4, '0')}`, name: form.who.anonymous ? null : form.who.name, kind_words: 'родитель' },
      about: form.about, form: form.form, means: form.means, form_words: fakeLists.forms.find((one) => one.key === form.form)?.label ?? '',
      status: booking ? 'booked' : 'new', status_words: booking ? 'назначено' : 'ждёт времени', booking, term, wish: form.wish, may_record: booking !== null || form.now,
    };
    return {
      row, ...besides(form.channel, form.form, booking !== null), channel_words: 'звонок', child_age_words: form.child_age, topics: form.topics.map((key) => fakeLists.topics.find((one) => one.key === key)?.label ?? key),
      topic_keys: form.topics, evidence_words: null, annul_reason: null, lapse_reason: null, second: null, wished: form.wished_consultant, wish_binding: form.wish_binding, wished_words: '', minding: form.minding, may_end: true, may_annul: true, may_no_show: booking !== null && booking.date === '2026-10-08' && booking.time < '13:20', may_undo: false, phone: form.who.phone || null, email: form.who.email || null, second_phone: form.second?.phone || null, contact: form.who.contact || null, second_contact: null, asks_child: form.who.kind !== 'adopter', bookings: booking ? [booking] : [], links: [], repeat: null, open: true, warnings: [],
    };
  }

  #asked(card: RequestCard, topic: { label: string }) {
    return card.topics.includes(topic.label);
  }

  #writes() {
    return (this.#state.me.roles ?? ['head']).some((role) => role === 'head' || role === 'administrator');
  }

  #eventCard(form: EventForm, before?: EventCard, reason: string | null = null): EventCard {
    const choices = this.consultants_now.map((one) => choice(one.id, one.short_name, one.post));
    const leaders_words = form.leaders.map((id) => choices.find((one) => one.key === id)?.label).join(', ');
    const state = Number(form.participants) > 0 ? 'held' : form.date > '2026-10-08' ? 'ahead' : 'awaiting_number';
    const row: EventRow | null = form.id === null ? null : {
      id: form.id, number_words: `№ ${form.id.slice(1)}`, date: form.date, time: form.started, until: form.ended, topic: form.topic, format_words: form.format === 'webinar' ? 'вебинар' : form.format === 'elsewhere' ? `на выезде, ${form.place}` : 'в центре',
      leaders_words, participants: Number(form.participants), state, state_words: { held: 'проведено', ahead: 'впереди', awaiting_number: 'прошло, участники не записаны' }[state],
    };
    return {
      row, form, versions: row ? [...(before?.versions ?? []), { version: form.version, signed: '2026-10-08T13:25', by: 'Ветрова О. И.', reason }] : [], annul_reason: null, may_write: this.#writes(), month_closed: before?.month_closed ?? false, sees_names: this.#writes(),
      formats: [choice('in_center', 'в центре'), choice('elsewhere', 'на выезде'), choice('webinar', 'вебинар')], consultants: choices, leaders_words, usual_series: 'КЦ', certificates: true, certificates_basis: 'порядок: «с выдачей участникам сертификата»', certificates_year: 2026, hours_words: '1 час 30 минут, 2 академических часа',
      count_words: 'Каждое проведённое мероприятие — одна услуга; участники стоят рядом.',
    };
  }

  #booking(id: string, slot: SlotForm, how: HowForm | null = null, form = 'in_center'): BookingShown {
    const [hour = 0, minute = 0] = slot.time.split(':').map(Number);
    const end = hour * 60 + minute + 45;
    return {
      ...heldAs(how, form, (ids) => ids.map((one) => this.consultants_now.find((card) => card.id === one)?.short_name ?? '').join(', ')),
      id, date: slot.date, time: slot.time, until: `${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`, minutes: 45,
      consultant: slot.consultant, consultant_words: this.consultants_now.find((one) => one.id === slot.consultant)?.short_name ?? '', room: slot.room,
      room_words: this.lists_now.rooms.find((one) => one.key === slot.room)?.label ?? null, reason: null, live: true, recorded: false, ended_words: '', caution_words: [], caution_reason: '',
    };
  }

  async #give(id: string, slot: SlotForm, reason: string | null, how: HowForm | null = null, form?: string) {
    const card = this.cards.get(id)!;
    const booking = this.#booking(`${id}-b${card.bookings.length + 1}`, slot, how, form ?? card.row.form);
    const bookings = [...card.bookings.map((one) => ({ ...one, live: false, reason, ended_words: one.ended_words || 'перенесено' })), booking];
    const given: RequestCard = { ...card, may_undo: false, bookings, row: { ...card.row, status: 'booked', status_words: 'назначено', booking, may_record: true } };
    this.cards.set(id, given);
    return done(given, 'booking');
  }

  async #end(card: RequestCard, words: string, reason: string, row: Pick<RequestRow, 'status' | 'status_words'>) {
    const bookings = card.bookings.map((one) => (one.live ? { ...one, live: false, ended_words: words, reason: reason || null } : one));
    const ended: RequestCard = { ...card, bookings, may_no_show: false, may_undo: row.status !== 'new', row: { ...card.row, ...row, booking: null } };
    this.cards.set(card.row.id, ended);
    return done(ended, 'booking', 'request');
  }

  #line({ row, bookings }: RequestCard): SessionLine {
    const booking = bookings.at(-1)!;
    const signed = (this.records.get(row.id)?.versions.length ?? 0) > 0;
    const state = booking.ended_words === 'не пришли' ? 'missed' : signed ? 'signed' : booking.time > '13:20' ? 'ahead' : this.drafts.has(`consultation ${row.id}`) ? 'draft' : 'no_record';
    return {
      request: row.id, booking: booking.id, date: booking.date, time: booking.time, until: booking.until, window_words: booking.window_words, code: row.who.code, name: row.who.name, topic: row.about,
      consultant_words: booking.consultant_words, place_words: booking.room_words ?? '', state, may_record: true, may_no_show: booking.live && booking.time <= '13:20', marks: [],
    };
  }

  /** Each command leaves its mark in `calls`, and is refused when that was asked. */
  #record() {
    const names = Object.getOwnPropertyNames(FakeBackend.prototype).filter((name) => !['constructor', 'refuse', 'hold', 'last'].includes(name));
    for (const name of names as (keyof Backend)[]) {
      const own = this[name] as (...values: unknown[]) => Promise<unknown>;
      const recorded = async (...values: unknown[]) => {
        // What crosses the border is plain JSON: a value that is not would fail in the program too.
        const plain = JSON.parse(JSON.stringify(values)) as unknown[];
        this.calls.push({ command: name, values: plain });
        const problems = this.#refusals.get(name);
        this.#refusals.delete(name);
        if (problems) throw { problems };
        if (this.#held.has(name)) return new Promise(() => undefined);
        return own.apply(this, plain);
      };
      Object.defineProperty(this, name, { value: recorded });
    }
  }
}

function done<T>(value: T, ...changed: Noun[]): Done<T> {
  return { value, changed };
}

function paper(how: PaperWay, pages: number, file: string): PaperDone {
  return { how, pages, file_name: how === 'save' ? file : null };
}

/** A page with its own words and a stroke where each line of text would stand. */
function page(number: number, titles: string[], landscape: boolean): PageView {
  if (!titles[number - 1]) refused({ code: 'not_found', field: 'page' });
  const [width, height] = landscape ? [842, 595] : [595, 842];
  const lines = Array.from({ length: 24 }, (_, index) => `M57 ${90 + index * 18}H${width - 40 - (index % 5) * 30}`).join('');
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" fill="currentColor"><defs><path id="rule" d="M57 60H300V66H57Z"/></defs><use href="#rule"/><path fill="none" stroke="currentColor" stroke-width="2" d="${lines}"/></svg>`;
  return { page: number, pages: titles.length, picture, words: titles[number - 1]!, landscape };
}

function refused(problem: Partial<Problem>): never {
  throw { problems: [{ code: 'inner', field: null, about: null, ...problem }] };
}

function counting(signed: boolean, order: RecordOrder): CountingView {
  return signed
    ? { counted: true, words: 'учтена 1 услуга', because: ['обращение № 1 от 01.10.2026'], warnings: [], closed_words: '', order }
    : { counted: false, words: 'не учтена, потому что не подписана', because: [], warnings: [], closed_words: '', order };
}

function blankRecord(card: RequestCard): ConsultationForm {
  const booking = card.row.booking;
  return {
    request: card.row.id, version: 0, second: null, timer: null, date: booking?.date ?? '2026-10-08', started: booking?.time ?? '13:22', ended: booking?.until ?? '13:22', form: card.row.form, means: card.row.means,
    kind: 'content', direction: 'psych', topics: [], consultants: booking ? [booking.consultant] : [], outcome: 'given', ground: null, ground_words: '', failure: null, failure_words: '',
    organisations: [], satisfied: null, note: '', advice: '', child_present: false, child_reason: '', child_age: card.child_age_words, quality_offered: false, survey_filled: false, survey_feedback: false, evidence: null, reason: '', more: noMore(),
  };
}
