// What the stage knows of closed months and sent quarters. All people are invented.
import type { KeptPrintLine, MonthClosing, MonthKey, QuarterSeal } from './contract';

/** A month the stage's head has closed, or not yet. */
export interface FakeMonth {
  closed: boolean;
  prints: KeptPrintLine[];
  unprinted: number;
  reason: string;
}

export const openMonth = (): FakeMonth => ({ closed: false, prints: [], unprinted: 0, reason: '' });

export const monthWords = (key: MonthKey) => `${['январь', 'февраль', 'март', 'апрель', 'май', 'июнь', 'июль', 'август', 'сентябрь', 'октябрь', 'ноябрь', 'декабрь'][key.month - 1]} ${key.year}`;

export function stateWords(key: MonthKey, month: FakeMonth): string {
  if (month.closed) return 'закрыт 08.10.2026';
  const at = key.year * 12 + key.month;
  return at === 2026 * 12 + 10 ? 'ещё идёт' : at > 2026 * 12 + 10 ? 'не наступил' : 'окончен, не закрыт';
}

export function closingOf(key: MonthKey, month: FakeMonth, missing: MonthClosing['missing']): MonthClosing {
  const left = month.closed ? [] : missing;
  const sum = (stops: boolean) => left.filter((group) => group.stops === stops).reduce((count, group) => count + group.count, 0);
  return {
    key, words: monthWords(key), state_words: stateWords(key, month), closed: month.closed, may_close: stateWords(key, month).startsWith('окончен'),
    missing: left, stops: sum(true), warns: sum(false),
    closed_words: month.closed ? 'Закрыт 08.10.2026, Ветрова О. И.; контрольное число 7F3A1-9C2D4' : '', reason: month.reason,
    prints: month.prints,
    corrections: month.unprinted > 0 ? [{ made_words: '08.10.2026, Ветрова О. И.', opens: 'record', subject: 'q1', what: 'обращение № 1', reason: 'описка в форме', print_words: '' }] : [],
    unprinted: month.unprinted,
  };
}

export function printOf(print: number, bound: boolean): KeptPrintLine {
  return { print, words: `Печать ${print}${print > 1 ? ', исправлено,' : ''} от 08.10.2026`, corrected: print > 1, pages: bound ? 4 : 2, bound, control: '7F3A1-9C2D4' };
}

export const missingGroups: MonthClosing['missing'] = [
  { key: 'unrecorded', title: 'Приём был, записи нет', why: '', stops: true, count: 1, items: [{ opens: 'record', subject: 'q4', number_words: '№ 4', words: '28.09.2026 10:30, Калинина М. С.' }] },
  { key: 'no_evidence', title: 'Без подтверждения обращения', why: 'документальное подтверждение обращения', stops: false, count: 1, items: [{ opens: 'record', subject: 'q1', number_words: '№ 1', words: '21.09.2026, Дроздова И. П.' }] },
];

export const fakeSeal: QuarterSeal = {
  words: '05.10.2026, Ветрова О. И.; контрольное число 7F3A1-9C2D4',
  corrections: [], figures: [],
};

export const clarifiedSeal: QuarterSeal = {
  ...fakeSeal,
  corrections: ['06.10.2026, обращение № 1 (сентябрь 2026), Ветрова О. И.: описка в форме'],
  figures: [{ table: 'Т2', row: 'очно в КЦ', column: 'сентябрь', was: '3', is: '2' }],
};
