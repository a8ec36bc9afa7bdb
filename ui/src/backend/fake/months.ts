// Months of the journal, closed or not yet, and the prints kept of them.
import type { Backend, KeptPrintLine, MonthClosing, MonthKey } from '../contract';
import type { FakeBackend } from '.';
import { done, refused } from './answers';

export interface FakeMonth {
  closed: boolean;
  prints: KeptPrintLine[];
  unprinted: number;
  reason: string;
}

/** The month's place in the row of all months. */
const placeOf = (key: MonthKey) => key.year * 12 + key.month;

const keyAt = (place: number): MonthKey => ({ year: Math.floor((place - 1) / 12), month: ((place - 1) % 12) + 1 });

export function monthOf(fake: FakeBackend, key: MonthKey): FakeMonth {
  const month = fake.months_now.get(placeOf(key)) ?? { closed: false, prints: [], unprinted: 0, reason: '' };
  fake.months_now.set(placeOf(key), month);
  return month;
}

export const closedMonths = (fake: FakeBackend) => [...fake.months_now].filter(([, month]) => month.closed).map(([place]) => keyAt(place));

export const monthWords = (key: MonthKey) =>
  `${['январь', 'февраль', 'март', 'апрель', 'май', 'июнь', 'июль', 'август', 'сентябрь', 'октябрь', 'ноябрь', 'декабрь'][key.month - 1]} ${key.year}`;

export function stateWords(key: MonthKey, month: FakeMonth): string {
  if (month.closed) return 'закрыт 08.10.2026';
  const current = placeOf({ year: 2026, month: 10 });
  const place = placeOf(key);
  return place === current ? 'ещё идёт' : place > current ? 'не наступил' : 'окончен, не закрыт';
}

export function printOf(print: number, bound: boolean): KeptPrintLine {
  return { print, words: `Печать ${print}${print > 1 ? ', исправлено,' : ''} от 08.10.2026`, corrected: print > 1, pages: bound ? 4 : 2, bound, control: '7F3A1-9C2D4' };
}

export const missingGroups: MonthClosing['missing'] = [
  {
    key: 'unrecorded', title: 'Приём был, записи нет', why: '', stops: true, count: 1,
    items: [{ opens: 'record', subject: 'q4', number_words: '№ 4', words: '28.09.2026 10:30, Калинина М. С.' }],
  },
  {
    key: 'no_evidence', title: 'Без подтверждения обращения', why: 'документальное подтверждение обращения', stops: false, count: 1,
    items: [{ opens: 'record', subject: 'q1', number_words: '№ 1', words: '21.09.2026, Дроздова И. П.' }],
  },
];

export function monthCommands(fake: FakeBackend) {
  return {
    async month_closing(key) {
      const month = monthOf(fake, key);
      const state_words = stateWords(key, month);
      const missing = month.closed ? [] : fake.missing_now;
      const sum = (stops: boolean) => missing.filter((group) => group.stops === stops).reduce((count, group) => count + group.count, 0);
      return {
        key, words: monthWords(key), state_words, closed: month.closed, may_close: state_words.startsWith('окончен'),
        missing, stops: sum(true), warns: sum(false),
        closed_words: month.closed ? 'Закрыт 08.10.2026, Ветрова О. И.; контрольное число 7F3A1-9C2D4' : '', reason: month.reason,
        prints: month.prints,
        corrections: month.unprinted > 0 ? [{ made_words: '08.10.2026, Ветрова О. И.', opens: 'record', subject: 'q1', what: 'обращение № 1', reason: 'описка в форме', print_words: '' }] : [],
        unprinted: month.unprinted,
      };
    },

    async close_month(form) {
      if (fake.missing_now.some((group) => group.stops)) refused({ code: 'month_lacks', about: '1' });
      if (fake.missing_now.length > 0 && form.reason.trim() === '') refused({ code: 'reason_required', field: 'reason' });
      Object.assign(monthOf(fake, form.key), { closed: true, prints: [printOf(1, form.bound)], reason: form.reason });
      return done(await fake.month_closing(form.key), 'consultation');
    },

    async keep_corrected_print(form) {
      const month = monthOf(fake, form.key);
      if (month.unprinted === 0) refused({ code: 'nothing_corrected' });
      Object.assign(month, { prints: [printOf(month.prints.length + 1, form.bound), ...month.prints], unprinted: 0 });
      return done(await fake.month_closing(form.key), 'consultation');
    },
  } satisfies Partial<Backend>;
}
