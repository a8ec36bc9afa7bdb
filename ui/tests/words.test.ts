import { describe, expect, it } from 'vitest';
import { problemsOf } from '../src/backend/refused';
import { problemWords, sentence } from '../src/backend/words';
import type { ProblemCode } from '../src/backend/contract';
import * as format from '../src/shared/format';
import { stretches, written } from '../src/shared/hours';

const problem = (code: ProblemCode, about: string | null = null) => ({ code, field: null, about });

describe('words for refusals', () => {
  it('are plain Russian for every code', () => {
    for (const [code, words] of Object.entries(problemWords)) {
      // Where the порядок itself is quoted, its words are the sentence.
      const quoted = words.what === '{about}';
      const said = sentence(problem(code as ProblemCode, quoted ? 'Позже срока (п. 20).' : '1/2/3'));
      expect(said, code).toMatch(/^[«А-ЯЁ]/);
      expect(said, code).not.toMatch(/ошибк|валидац|пользовател|кликн|операци|[{}]|undefined/i);
      if (!quoted) expect(words.what, code).toMatch(/[.!]$/);
    }
  });

  it('carry the measure of the problem', () => {
    expect(sentence(problem('too_long', '4000'))).toContain('4000 знаков');
    expect(sentence(problem('sheet_group_mistyped', '3, 7'))).toContain('3, 7');
    expect(sentence(problem('sixth_page', '4/2/5'))).toBe('На приём — не больше 5 страниц A4. Занято 4, выбрано ещё 2. Ничего не напечатано. Уберите что-нибудь из выбранного.');
  });

  it('are found even for what is not a refusal', () => {
    expect(problemsOf(new Error('boom'))).toEqual([problem('inner')]);
  });
});

describe('formats', () => {
  it('show days and hours as people write them', () => {
    expect(format.date('2026-06-05')).toBe('05.06.2026');
    expect(format.time('09:30')).toBe('9:30');
    expect(format.range('12:30', '13:14')).toBe('12:30–13:14');
    expect(format.moment('2026-10-08T13:22', '2026-10-08')).toBe('сегодня в 13:22');
    expect(format.moment('2026-10-07T13:22', '2026-10-08')).toBe('07.10.2026 в 13:22');
  });

  it.each([['8.10.2026', '2026-10-08'], ['31.11.2026', '2026-11-31'], ['завтра', 'завтра']])('take the day %s as %s and judge nothing', (typed, wire) => {
    expect(format.typedDate(typed)).toBe(wire);
  });

  it.each([['8.10', '2026-10-08'], ['0810', '2026-10-08'], ['08102027', '2027-10-08'], ['8.10.26', '2026-10-08'], ['10.01', '2027-01-10'], ['31.11', '2026-11-31'], ['8', '8']])('take the day %s, with its year left out, as the nearest: %s', (typed, wire) => {
    expect(format.typedDate(typed, '2026-11-20')).toBe(wire);
  });

  it.each([['9', '09:00'], ['930', '09:30'], ['9.30', '09:30'], ['12:05', '12:05'], ['25:99', '25:99'], ['утром', 'утром']])('take the hour %s as %s', (typed, wire) => {
    expect(format.typedTime(typed)).toBe(wire);
  });

  it.each([[1, '1 страница'], [2, '2 страницы'], [5, '5 страниц'], [11, '11 страниц'], [21, '21 страница']])('count %i as «%s»', (count, words) => {
    expect(format.pages(count)).toBe(words);
  });

  it('read the hours of a day and write them back', () => {
    const hours = stretches('9:00–13:00, 14-17', 2);
    expect(hours).toEqual([{ weekday: 2, from: '09:00', to: '13:00' }, { weekday: 2, from: '14:00', to: '17:00' }]);
    expect(written(hours, 2)).toBe('9:00–13:00, 14:00–17:00');
    expect(stretches('утром', 1)).toEqual([{ weekday: 1, from: 'утром', to: '' }]);
  });
});
