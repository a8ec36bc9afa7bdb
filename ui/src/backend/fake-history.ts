// The invented centre's history: data of `fake.ts`.
import type { HistoryLine, HistoryPage, HistoryQuery, HistoryState } from './contract';

const line = (number: number, at: string, words: string, rest: Partial<HistoryLine> = {}): HistoryLine => ({ number, at, words, opens: null, subject: '', details: [], ...rest });

export const fakeLines: HistoryLine[] = [
  line(212, '2026-10-08T13:20', 'Лапина Е. В. зарегистрировала обращение № 16', { opens: 'request', subject: 'q1' }),
  line(211, '2026-10-08T13:14', 'Калинина М. С. подписала приём № 15', { opens: 'record', subject: 'q2' }),
  line(210, '2026-10-08T09:02', 'Ветрова О. И. открыла журнал'),
  line(209, '2026-10-08T09:02', 'Перед этим входом — 2\u00a0неверные попытки'),
  line(208, '2026-10-07T17:05', 'Ветрова О. И. записала порядок: с\u00a001.12.2026', { details: ['Срок записи: было 10 календарных дней, стало 7 календарных дней.'] }),
];

export const fakeStanding: HistoryState = {
  health: 'whole', words: 'История цела: 212\u00a0строк, проверено сегодня в\u00a09:02. Записи журнала с\u00a0ней сходятся, сверено\u00a0180.', safe_words: '', do_words: '', named: [], percent: null,
  tail_words: 'Конец истории помнит хранилище паролей этого компьютера.', control: '4F0A1-77B3C', may_accept: false,
};

export function fakeHistory(query: HistoryQuery, empty: boolean): HistoryPage {
  const { account, sort, record } = query.filter;
  const control = record === fakeStanding.control;
  const all = empty ? [] : fakeLines;
  return {
    lines: query.after ? [line(1, '2026-09-01T09:00', 'Программа создала журнал')] : all.filter((one) => (!record || (control && one.number === 212) || one.words.includes(`№ ${record}`)) && (sort !== 'entries' || /вход|открыла журнал/.test(one.words)) && (!account || one.words.startsWith('Ветрова'))),
    next: query.after || empty || record ? null : '1/207', so_far_words: '', control_words: control ? 'Это число было у истории после строки № 212: если проверка выше говорит, что история цела, всё до неё то же, что при печати.' : '',
    people: [{ key: 'a1', label: 'Ветрова О. И.', hint: null }, { key: 'a2', label: 'Лапина Е. В.', hint: null }],
    sorts: [{ key: 'entries', label: 'Входы и ключи', hint: null }, { key: 'records', label: 'Обращения и приёмы', hint: null }],
  };
}
