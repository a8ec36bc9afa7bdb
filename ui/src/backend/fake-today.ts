// What burns on the stage's first screen. All people are invented.
import type { BurningLine, TermView } from './contract';

export const fakeTerm: TermView = {
  plan_by: '2026-10-18', judged_by: '2026-10-19', state: 'calm', words: 'осталось 10 дней',
  until_words: 'срок до 18.10.2026, воскресенье, по ст. 193 ГК — до 19.10',
  why_words: '10 дней со дня обращения 08.10 (порядок, п. 20), перенос с воскресенья 18.10, ст. 193 ГК', forecast: false,
};

export const fakeBurning: BurningLine[] = [
  {
    kind: 'booking', request: 'q2', number_words: '№ 2', title: 'Назначить время: № 2, П-0163', words: 'завтра до 17:00',
    why: '10 дней со дня обращения 29.09 (порядок, п. 20)', left_words: '1 день', state: 'red',
  },
  {
    kind: 'repeat_centre', request: 'q3', number_words: '№ 3', title: 'Повторить приём после сбоя: № 3, П-0140', words: 'до 10.10.2026 14:20',
    why: 'сбой у центра 08.10 в 14:20, 48 часов', left_words: '47 ч', state: 'amber',
  },
];
