// The journal: what is found in it, a month of it, and its pages.
import type { Backend, JournalMonth, SearchPage } from '../contract';
import type { FakeBackend } from '.';
import { page, paper } from './answers';
import { closedMonths, monthOf, monthWords, stateWords } from './months';

const october: JournalMonth['rows'] = [
  {
    request: 'q1', number: 1, request_date: '2026-10-01', held: '2026-10-08 12:30', who: 'П-0042', category: 'родитель', child_age: '3 г. 2 мес.', form: 'очно', kind: 'содержательное',
    topic: 'Кризис трёх лет', consultant: 'Калинина М. С.', result: 'оказано', evidence: 'заявление', counted: true, because: 'подписана', versions: 2,
  },
  {
    request: 'q4', number: 4, request_date: '2026-10-02', held: '2026-10-07 10:00', who: 'Анонимно', category: 'родитель', child_age: '', form: 'телефон', kind: 'содержательное',
    topic: 'Страхи', consultant: 'Дроздова И. П.', result: 'не состоялось', evidence: '', counted: false, because: 'не учтена, потому что связь прервалась у получателя', versions: 1,
  },
];

const plain = (text: string) => [{ text, hit: false }];

/** The text in pieces, with what was looked for marked at its first place. */
function marked(text: string, wanted: string) {
  const at = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted);
  if (at < 0) return plain(text);
  const end = at + wanted.length;
  return [{ text: text.slice(0, at), hit: false }, { text: text.slice(at, end), hit: true }, { text: text.slice(end), hit: false }].filter((piece) => piece.text !== '');
}

export function journalCommands(fake: FakeBackend) {
  return {
    async search(form) {
      const wanted = form.text.trim().toLowerCase();
      const found = fake.state.empty ? [] : [...fake.cards.values()]
        .map((card) => card.row)
        .filter((row) => (form.form === null || row.form === form.form) && `${row.number_words} ${row.who.code} ${row.about} ${row.who.name ?? ''}`.toLowerCase().includes(wanted));
      const rows = found.map((row): SearchPage['rows'][number] => ({
        request: row.id, opens: row.status === 'given' ? 'record' : 'request', number: plain(String(row.number)), date: plain(row.received.slice(0, 10).split('-').reverse().join('.')),
        who: marked(row.who.code, wanted), topic: marked(row.about, wanted), form: plain(row.form_words), kind: plain(row.status === 'given' ? 'содержательное' : ''),
        consultant: plain(row.booking?.consultant_words.split(',')[0] ?? ''), status: row.status, status_words: plain(row.status_words),
        elsewhere: row.who.name?.toLowerCase().includes(wanted) && wanted !== '' ? [{ field_words: 'имя', personal: true, pieces: marked(row.who.name, wanted) }] : [],
      }));
      return { rows, count_words: rows.length === 0 ? 'ничего не найдено' : `найдено ${rows.length} записей`, next: null, read_as: wanted === 'htxm' ? 'речь' : null };
    },

    async journal_month(key) {
      const rows = fake.state.empty || key.month !== 10 ? [] : october;
      const month = monthOf(fake, key);
      const state_words = stateWords(key, month);
      const head = (await fake.me()).roles.includes('head');
      return {
        key, words: monthWords(key), title: 'Журнал учёта услуг', rows, totals_words: rows.length > 0 ? 'Итого за месяц: услуг 1, не состоялось 1' : 'Итого за месяц: услуг 0',
        closed: month.closed, state_words, prints: month.prints, unprinted: month.unprinted, may_close: head && (month.closed || state_words.startsWith('окончен')),
        closed_months: closedMonths(fake), may_name: true, months: [{ year: 2026, month: 10 }, { year: 2026, month: 9 }],
      };
    },

    async journal_page(query) {
      const { kind, names, bound } = query.paper;
      const title = `${kind === 'services' ? 'Журнал учёта услуг' : 'Журнал регистрации обращений'}${names ? ', служебный экземпляр' : ''}`;
      return page(query.page, bound ? ['Обложка', title, title, 'Надпись для прошивки'] : [title, title], true);
    },

    async paper_journal(form) {
      return paper(form.how, 2, 'Журнал 2026-10.pdf');
    },
  } satisfies Partial<Backend>;
}
