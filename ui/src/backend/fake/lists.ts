// What the centre chooses from, and the lists that it keeps itself.
import type { Backend, IntakeRules, ListRow, Lists } from '../contract';
import type { FakeBackend } from '.';
import { choice, done, refused } from './answers';

const intake: IntakeRules = {
  consultants_most: 2, outing_window: true, outing_choice: false, outing_transport: true, written_source: false, letter: 'letter', letter_owner: true,
  outing_places: [choice('home', 'дома у получателя'), choice('organisation', 'в помещении другой организации'), choice('study', 'по месту учёбы ребёнка'), choice('event', 'в рамках мероприятия')],
  equipment: [choice('laptop', 'ноутбук'), choice('internet', 'мобильный интернет'), choice('toys', 'игрушки для ребёнка')],
  initiatives: [choice('center', 'по решению центра, получатель согласен'), choice('recipient', 'по просьбе получателя')],
};

export const lists: Lists = {
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
  recipient_kinds: [choice('parent', 'родитель'), choice('representative', 'законный представитель'), choice('adopter', 'хочет принять ребёнка')]
    .map((kind) => ({ ...kind, asks_child: kind.key !== 'adopter' })),
  anonymous_allowed: true,
  categories: [choice('many', 'многодетная семья'), choice('ovz', 'ребёнок с ОВЗ'), choice('foster', 'приёмная семья')],
  organisations: [choice('clinic', 'Детская поликлиника № 2'), choice('pmpk', 'ПМПК города')],
  rooms: [choice('r3', 'кабинет 3', 'доступно для ОВЗ'), choice('r5', 'кабинет 5')],
  contracts: [choice('employment', 'трудовой договор'), choice('civil', 'гражданско-правовой договор')],
  shows_events: true,
  wish_windows: [choice('working', 'в рабочее время'), choice('evening', 'после работы'), choice('day_off', 'в выходной')],
  outcomes: [choice('given', 'Помощь оказана'), choice('refused', 'Отказ'), choice('not_held', 'Не состоялся')],
  failures: [choice('no_show', 'не явился'), choice('technical_center', 'сбой у центра'), choice('technical_recipient', 'сбой у получателя'), choice('other', 'другая причина')],
  satisfied: [choice('yes', 'Да'), choice('partly', 'Частично'), choice('no', 'Нет')],
  planned_minutes: 45,
  pages_max: 5,
  pages_basis: 'порядок, п. 29',
  intake,
};

/** By the list's key, as the settings show them. */
export function listRows(): Record<string, ListRow[]> {
  const rows = (choices: { key: string; label: string }[]) => choices.map(({ key, label }) => ({ key, label, hint: '', area: null, offered: true, own: false }));
  return {
    channel: rows(lists.channels),
    topic: [
      ...rows(lists.topics).map((row) => ({ ...row, area: 'development', offered: row.key !== 'motor' })),
      { key: 'o-twins', label: 'Близнецы', hint: '', area: 'upbringing', offered: true, own: true },
    ],
    category: rows(lists.categories),
    evidence: rows(lists.evidence),
    organisation: rows(lists.organisations).map((row) => ({ ...row, hint: 'тел. 2-14-15', own: true })),
  };
}

export function listCommands(fake: FakeBackend) {
  const offer = (list: string) => {
    if (list !== 'organisation') return;
    const offered = fake.rows_now.organisation!.filter((one) => one.offered);
    fake.lists_now = { ...fake.lists_now, organisations: offered.map((one) => choice(one.key, one.label, one.hint || null)) };
  };

  return {
    async lists() {
      return fake.lists_now;
    },

    async list_rows(list) {
      return fake.rows_now[list] ?? refused({ code: 'not_found' });
    },

    async save_list_row(form) {
      const rows = fake.rows_now[form.list] ?? [];
      const row: ListRow = { key: form.key ?? `o-${form.label}`, label: form.label, hint: form.hint, area: form.area, offered: true, own: true };
      fake.rows_now[form.list] = form.key ? rows.map((one) => (one.key === form.key ? row : one)) : [...rows, row];
      offer(form.list);
      return done(row, 'list');
    },

    async offer_list_row(form) {
      const rows = (fake.rows_now[form.list] ?? []).map((one) => (one.key === form.key ? { ...one, offered: form.offered } : one));
      fake.rows_now[form.list] = rows;
      offer(form.list);
      return done(rows.find((one) => one.key === form.key)!, 'list');
    },

    async add_organisation(form) {
      const organisation = choice(`o-${form.name}`, form.name, form.contacts || null);
      fake.rows_now.organisation = [...fake.rows_now.organisation!, { key: organisation.key, label: form.name, hint: form.contacts, area: null, offered: true, own: true }];
      fake.lists_now = { ...fake.lists_now, organisations: [...fake.lists_now.organisations, organisation] };
      return done(organisation, 'list');
    },
  } satisfies Partial<Backend>;
}
