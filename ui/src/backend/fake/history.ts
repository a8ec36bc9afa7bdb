// What was done, line by line, and whether it can be trusted.
import type { Backend, HistoryLine, HistoryState } from '../contract';
import type { FakeBackend } from '.';
import { choice, paper } from './answers';

const line = (number: number, at: string, words: string, rest: Partial<HistoryLine> = {}): HistoryLine => ({ number, at, words, opens: null, subject: '', details: [], ...rest });

const lines: HistoryLine[] = [
  line(212, '2026-10-08T13:20', 'Лапина Е. В. зарегистрировала обращение № 16', { opens: 'request', subject: 'q1' }),
  line(211, '2026-10-08T13:14', 'Калинина М. С. подписала приём № 15', { opens: 'record', subject: 'q2' }),
  line(210, '2026-10-08T09:02', 'Ветрова О. И. открыла журнал'),
  line(209, '2026-10-08T09:02', 'Перед этим входом — 2\u00a0неверные попытки'),
  line(208, '2026-10-07T17:05', 'Ветрова О. И. записала порядок: с\u00a001.12.2026', { details: ['Срок записи: было 10 календарных дней, стало 7 календарных дней.'] }),
];

export const standing: HistoryState = {
  health: 'whole', words: 'История цела: 212\u00a0строк, проверено сегодня в\u00a09:02. Записи журнала с\u00a0ней сходятся, сверено\u00a0180.', safe_words: '', do_words: '', named: [], percent: null,
  tail_words: 'Конец истории помнит хранилище паролей этого компьютера.', control: '4F0A1-77B3C', may_accept: false,
};

export function historyCommands(fake: FakeBackend) {
  return {
    async history({ after, filter }) {
      const { account, sort, record } = filter;
      const control = record === standing.control;
      const wanted = (one: HistoryLine) =>
        (!record || (control && one.number === 212) || one.words.includes(`№ ${record}`)) &&
        (sort !== 'entries' || /вход|открыла журнал/.test(one.words)) &&
        (!account || one.words.startsWith('Ветрова'));
      const found = fake.state.empty ? [] : lines.filter(wanted);
      return {
        lines: after ? [line(1, '2026-09-01T09:00', 'Программа создала журнал')] : found,
        next: after || fake.state.empty || record ? null : '1/207', so_far_words: '',
        control_words: control ? 'Это число было у истории после строки № 212: если проверка выше говорит, что история цела, всё до неё то же, что при печати.' : '',
        people: [choice('a1', 'Ветрова О. И.'), choice('a2', 'Лапина Е. В.')],
        sorts: [choice('entries', 'Входы и ключи'), choice('records', 'Обращения и приёмы')],
      };
    },

    async history_of() {
      return lines.slice(0, 2);
    },

    async history_state() {
      return fake.standing_now;
    },

    async check_history() {
      return fake.standing_now;
    },

    async accept_history() {
      fake.standing_now = standing;
      return standing;
    },

    async paper_history(form) {
      return paper(form.how, 1, 'История 2026-10-08.pdf');
    },
  } satisfies Partial<Backend>;
}
