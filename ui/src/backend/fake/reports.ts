// The quarter's report, sealed when it is sent, and the records behind each figure of it.
import type { Backend, FigurePage, QuarterSeal } from '../contract';
import type { FakeBackend } from '.';
import { done, paper } from './answers';

const sealed: QuarterSeal = {
  words: '05.10.2026, Ветрова О. И.; контрольное число 7F3A1-9C2D4',
  corrections: [], figures: [],
};

const clarified: QuarterSeal = {
  ...sealed,
  corrections: ['06.10.2026, обращение № 1 (сентябрь 2026), Ветрова О. И.: описка в форме'],
  figures: [{ table: 'Т2', row: 'очно в КЦ', column: 'сентябрь', was: '3', is: '2' }],
};

const columns = { Октябрь: '2026-10', Ноябрь: '2026-11', Декабрь: '2026-12', 'За квартал': 'quarter', 'С начала года': 'year' };
const spans = Object.values(columns);

type Row = [label: string, level: number, line: string, counts: (number | string)[]];

const table = (name: string, title: string, first: string, rows: Row[]) => ({
  key: name, title, columns: [first, ...Object.keys(columns)], this: 4, footnotes: [],
  rows: rows.map(([label, level, line, counts]) => ({
    label, level, cells: counts.map((count, at) => ({ words: String(count), opens: typeof count === 'number' && count > 0 ? `${spans[at]}/${line}` : null })),
  })),
});

const none = [0, 0, 0, 0, 0];
const unasked = ['—', '—', '—', '—', '—'];
const services = [1, 0, 0, 1, 4];
const requests = [4, 0, 0, 4, 12];
const inPerson = [1, 0, 0, 1, 3];
const total: Row = ['ИТОГО', 2, 'services', services];

const tables = [
  table('Т1', 'Сводные показатели', 'Показатель', [
    ['Поступило обращений', 0, 'requests', requests], ['Оказано услуг всего', 0, 'services', services],
    ['из них анонимно', 1, 'anonymous', [0, 0, 0, 0, 1]], ['Опрошено получателей', 0, '', unasked],
  ]),
  table('Т2', 'По форме', 'Форма', [['Очно', 2, 'in_person', inPerson], ['очно в КЦ', 0, 'form:in_centre', inPerson], ['выездная', 0, 'form:outing', none], total]),
  table('Т3', 'По виду', 'Вид', [['содержательное', 0, 'kind:content', services], total]),
  table('Т4', 'По направлению помощи', 'Направление', [['психолого-педагогическая', 0, 'direction:=psy_ped', services], total]),
  table('Т5', 'По специалистам', 'Специалист', [['Калинина М. С.', 0, 'work:services:k', services]]),
  table('Т6', 'По возрасту ребёнка', 'Возраст', [['до 1 года', 0, 'age:0', none], ['не указан', 0, 'age:?', services], total]),
  table('Т8', 'По темам', 'Тема', [['Кризис трёх лет', 0, 'topic:=crisis', services], total]),
  table('Т9', 'По каналу обращения', 'Канал', [['Звонок', 0, 'channel:call', requests], ['ИТОГО обращений', 2, 'requests', requests]]),
];

const behind: FigurePage['rows'] = [
  {
    id: 'q1', card: 'consultation', number_words: '№ 1', date: '08.10.2026', who: 'П-0042', about: 'очно, содержательное', consultant: 'Калинина М. С.',
    counted: true, because: 'учтена: приём 08.10.2026, запись подписана',
  },
  {
    id: 'q4', card: 'request', number_words: '№ 4', date: '07.10.2026', who: 'Анонимно', about: 'дистанционно', consultant: 'Дроздова И. П.',
    counted: false, because: 'не учтена, потому что не состоялась: сбой у получателя',
  },
];

/** More than one page of records stands behind the year's requests. */
const behindTheYear = Array.from({ length: 60 }, (_, at) => ({ ...behind[0]!, number_words: `№ ${at + 1}` }));

export function reportCommands(fake: FakeBackend) {
  return {
    async quarter(key) {
      const empty = fake.state.empty || key.quarter !== 4 || key.year !== 2026;
      const roman = ['I', 'II', 'III', 'IV'][key.quarter - 1];
      return {
        key, words: `${roman} квартал ${key.year} года`, empty,
        services: empty ? '0' : '1', services_words: `услуга за ${roman} квартал`, change_words: empty ? '' : 'на 2 меньше, чем в III',
        months: [
          { short: 'сен', services: 3, words: '3', own: false, opens: '2026-09/services' },
          { short: 'окт', services: 1, words: '1', own: true, opens: '2026-10/services' },
          { short: 'ноя', services: 0, words: '0', own: true, opens: null }, { short: 'дек', services: 0, words: '0', own: true, opens: null },
        ],
        tables,
        checks: [{ state: 'caution', words: '3 приёма прошли, а записи нет: в отчёт не вошли. Где: Сегодня, Контроль' }, { state: 'good', words: 'По форме, по виду и всего — по 1' }],
        records: 'quarter/everything',
        quarters: [{ year: 2026, quarter: 4 }, { year: 2026, quarter: 3 }],
        seal: fake.sealed_now ? (fake.clarified_now ? clarified : sealed) : null,
        may_seal: !fake.sealed_now && (await fake.me()).roles.includes('head'), seal_waits: fake.seal_waits_now,
      };
    },

    async seal_quarter(key) {
      fake.sealed_now = true;
      return done(await fake.quarter(key));
    },

    async figure({ opens, from }) {
      const many = opens === 'year/requests';
      const whole = many ? behindTheYear : opens === 'quarter/everything' ? behind : behind.slice(0, 1);
      return { words: many ? '60 записей' : whole.length === 1 ? '1 запись' : '2 записи', total: whole.length, from, rows: whole.slice(from, from + 50) };
    },

    async save_quarter() {
      return paper('save', 1, 'Отчёт 2026-4.xlsx');
    },
  } satisfies Partial<Backend>;
}
