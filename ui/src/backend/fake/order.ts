// The centre's порядок in its versions, the form that changes it, and the means of talking.
import type { Backend, MeansRow, MeansView, OrderChanges, OrderForm, OrderQuestion, OrderRule, OrderVersion } from '../contract';
import type { FakeBackend } from '.';
import { choice, done } from './answers';
import { lists } from './lists';

const rule = (group: string, key: string, label: string, value_words: string, severity: OrderRule['severity'] = 'block', basis = ''): OrderRule =>
  ({ group, key, label, value_words, severity, basis, judged: severity !== 'block', fixed: key === 'count.couple' });

const rules = [
  rule('Формы и связь', 'forms.allowed', 'Формы', 'очно, выездная, дистанционно, письменный ответ'),
  rule('Сроки и время', 'term.booking', 'Срок консультации', '10 календарных дней', 'warn', 'п. 20: не позднее 10 дней со дня записи'),
  rule('Бумаги', 'print.max_pages', 'Страниц на приём, не больше', '5 страниц А4', 'block', 'п. 29: в объёме до пяти листов формата А4'),
  rule('Оценка', 'quality.days', 'Оценка приёма, не позднее', '3 календарных дня', 'off'),
  rule('Учёт', 'count.couple', 'Оба родителя вместе', '1 услуга'),
];

export const orderVersions: OrderVersion[] = [
  { title: 'Порядок центра', valid_from: '2026-09-01', valid_to: '2026-11-30', standing: 'in_force', rules, may_change: true, may_withdraw: false },
  { title: 'Порядок центра, новая редакция', valid_from: '2026-12-01', valid_to: null, standing: 'ahead', rules, may_change: true, may_withdraw: true },
  { title: 'Рекомендуемый порядок', valid_from: null, valid_to: '2026-08-31', standing: 'past', rules: rules.slice(0, 2), may_change: false, may_withdraw: false },
];

const question = (group: string, key: string, label: string, shape: OrderQuestion['shape'], more: Partial<OrderQuestion> = {}): OrderQuestion =>
  ({ group, key, label, shape, unit_words: '', choices: [], columns: [], judged: false, fixed: false, fixed_words: '', ...more });

/** One question of every shape. */
const questions: OrderQuestion[] = [
  question('Люди', 'anonymous.allowed', 'Анонимно', 'yes_no', { choices: [choice('yes', 'да'), choice('no', 'нет')] }),
  question('Формы и связь', 'forms.allowed', 'Формы', 'many', { choices: lists.forms }),
  question('Формы и связь', 'written.mode', 'Письменный ответ', 'one', { choices: [choice('none', 'не даётся'), choice('any', 'на любой запрос')] }),
  question('Сроки и время', 'term.booking', 'Срок консультации', 'number', { judged: true, unit_words: 'календарных дней, от 1 до 365' }),
  question('Сроки и время', 'region.calendar', 'Выходные региона', 'region', { choices: [choice('RU-TA', 'Республика Татарстан'), choice('RU-LIP', 'Липецкая область')] }),
  question('Виды и исходы', 'refusal.grounds', 'Основания отказа', 'grounds', { choices: lists.grounds, columns: lists.forms }),
  question('Бумаги', 'journals', 'Журналы', 'titles', { choices: [choice('j1', 'учёт услуг'), choice('j2', 'регистрация обращений')] }),
  question('Учёт', 'count.couple', 'Оба родителя вместе', 'number', { fixed: true, fixed_words: '1 услуга' }),
];

const answers: OrderForm['answers'] = [
  ['anonymous.allowed', ['yes']], ['forms.allowed', ['in_center', 'distance', 'written']], ['written.mode', ['any']], ['term.booking', ['10']],
  ['region.calendar', []], ['refusal.grounds', ['competence:distance']], ['journals', ['j1:Журнал учёта услуг', 'j2:Журнал регистрации обращений']],
].map(([key, values]) => ({ key: key as string, values: values as string[], severity: key === 'term.booking' ? 'warn' : 'block', basis: key === 'term.booking' ? 'п. 20: не позднее 10 дней' : '' }));

const changes: OrderChanges = {
  from_words: 'с 1 ноября 2026 г., воскресенье',
  notes: ['Действует до 01.12.2026: потом начнётся «Порядок центра, новая редакция».'],
  changes: [{ key: 'term.booking', label: 'Срок консультации', before_words: '10 календарных дней', after_words: '7 календарных дней', basis: 'п. 20: не позднее 7 дней' }],
};

const meansRow = (key: string, label: string, kind: string, more: Partial<MeansRow> = {}): MeansRow => ({
  key, label, kind, abilities_words: 'видео, показ экрана', video: true, screen: true, chat: false, records: false,
  standing: 'allowed', law_words: '', since: '', basis: '', offered: true, hidden: false, own: false, ...more,
});

const ownMeans = meansRow('o-sferum', 'Сферум', 'video', { own: true });

export const means: MeansView = {
  rows: [
    meansRow('phone', 'Телефон', 'voice', { abilities_words: 'телефон и голос', video: false, screen: false }),
    meansRow('vks', 'Видеосвязь (ВКС)', 'video'),
    meansRow('zoom', 'Zoom', 'video', { standing: 'discouraged', law_words: 'не рекомендовано с 01.06.2025 (сервис иностранный)', since: '2025-06-01', basis: 'сервис иностранный' }),
    meansRow('whatsapp', 'WhatsApp, переписка', 'chat', { standing: 'barred', law_words: 'запрещено с 01.06.2025 (41-ФЗ от 01.04.2025)', since: '2025-06-01', basis: '41-ФЗ от 01.04.2025', offered: false }),
    ownMeans,
  ],
  lacks: ['Ни одно средство не показывает документы на экране: хотя бы одно нужно.'],
  kinds: [choice('voice', 'телефон и голос'), choice('video', 'видеосвязь'), choice('chat', 'переписка в чате'), choice('email', 'e-mail')],
  standings: [choice('allowed', 'разрешено'), choice('discouraged', 'не рекомендовано'), choice('barred', 'запрещено')],
  may_edit: true,
};

export function orderCommands(fake: FakeBackend) {
  return {
    async order() {
      return fake.order_now;
    },

    async order_form({ replaces }) {
      return {
        form: { source: 'default', replaces, title: 'Порядок центра', valid_from: replaces === 'beginning' ? '' : '2026-11-01', answers },
        questions,
        sources: [choice('', 'порядок, который действует'), choice('default', 'Рекомендуемый порядок', 'все формы и виды'), choice('b', 'Порядок с выездами и выбором времени')],
        may_move: replaces === null,
      };
    },

    async order_changes() {
      return changes;
    },

    async save_order(form) {
      fake.drafts.delete(`order ${form.replaces ?? ''}`);
      fake.order_now = fake.order_now.map((one) => (one.standing === 'ahead' ? { ...one, title: form.title, valid_from: form.valid_from } : one));
      return done(fake.order_now, 'list', 'calendar', 'request');
    },

    async withdraw_order(valid_from) {
      fake.order_now = fake.order_now.filter((one) => one.valid_from !== valid_from);
      return done(fake.order_now, 'list', 'calendar', 'request');
    },

    async means() {
      return fake.means_now;
    },

    async save_means(form) {
      const before = fake.means_now.rows.find((row) => row.key === form.key) ?? ownMeans;
      const row = { ...before, ...form, key: form.key ?? `o-${form.label}`, offered: !form.hidden };
      const rows = form.key ? fake.means_now.rows.map((one) => (one.key === form.key ? row : one)) : [...fake.means_now.rows, row];
      fake.means_now = { ...fake.means_now, rows };
      return done(fake.means_now, 'list');
    },
  } satisfies Partial<Backend>;
}
