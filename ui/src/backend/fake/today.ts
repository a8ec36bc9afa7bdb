// The first screen: what burns, who comes, what is not recorded; and what the month's control finds.
import type { Backend, BurningLine, ControlLine, DraftLine } from '../contract';
import type { FakeBackend } from '.';
import { done } from './answers';
import { lineOf } from './cards';
import { now, today } from './day';
import { monthOf } from './months';

const burning: BurningLine[] = [
  {
    kind: 'booking', request: 'q2', number_words: '№ 2', title: 'Назначить время: № 2, П-0163', words: 'завтра до 17:00',
    why: '10 дней со дня обращения 29.09 (порядок, п. 20)', left_words: '1 день', state: 'red',
  },
  {
    kind: 'repeat_centre', request: 'q3', number_words: '№ 3', title: 'Повторить приём после сбоя: № 3, П-0140', words: 'до 10.10.2026 14:20',
    why: 'сбой у центра 08.10 в 14:20, 48 часов', left_words: '47 ч', state: 'amber',
  },
];

const controlLine = (key: string, title: string, ...items: ControlLine['items']): ControlLine => ({
  key, title, why: key === 'too_long' ? 'порядок: онлайн не более 45 минут' : '', count: items.length, items,
});

const nothingToControl = [controlLine('overdue', 'Срок прошёл')];

const controlLines = [
  controlLine('overdue', 'Срок прошёл', { opens: 'request', subject: 'q2', number_words: '№ 2', words: 'П-0042, консультация: срок прошёл вчера' }),
  controlLine('no_record', 'Приём был, записи нет', { opens: 'record', subject: 'q4', number_words: '№ 4', words: '08.10.2026 10:30, Калинина М. С.' }),
  controlLine('no_evidence', 'Без подтверждения обращения'), controlLine('too_long', 'Дистанционно дольше 45 мин'),
  controlLine('no_quality', 'Не предложили оценить'), controlLine('refusals', 'Отказы'), controlLine('overlaps', 'Наложения по времени'),
  controlLine('handout_refused', 'Раздатка сверх предела не выдана'),
  controlLine('undertaking', 'Нет обязательства о неразглашении', { opens: 'consultant', subject: 'c1', number_words: 'Дроздова И. П.', words: 'логопед' }),
];

export function todayCommands(fake: FakeBackend) {
  return {
    async today() {
      const cards = [...fake.cards.values()];
      const lines = cards
        .filter((card) => card.bookings.some((one) => ['', 'не пришли', 'приём записан'].includes(one.ended_words)))
        .map((card) => lineOf(fake, card))
        .sort((one, other) => one.time.localeCompare(other.time));
      return {
        date: today, words: 'четверг, 8 октября 2026', now,
        burning: fake.state.empty ? [] : burning,
        sessions: lines.filter((line) => line.date === today),
        unrecorded: lines.filter((line) => line.state === 'no_record'),
        waiting: cards.map((card) => card.row).filter((row) => row.status === 'new'),
        last_copy: null,
        copy_words: 'Проверенной копии ещё нет',
        copy_stale: false,
        clock_behind: fake.clock_behind,
        restored_words: fake.access_now.restored?.length ? `После восстановления журнала осталось дел: ${fake.access_now.restored.length}.` : null,
        history_trouble: fake.history_trouble,
        needs_consultants: fake.consultants_now.length === 0,
        nothing_yet: cards.length === 0,
        drafts: [...fake.drafts.keys()].flatMap((key): DraftLine[] => {
          const [form = '', request = ''] = key.split(' ');
          const card = fake.cards.get(request);
          return card ? [{ form, request, words: `Приём ${card.row.number_words}, ${card.row.who.code}`, saved: '2026-10-08T13:10' }] : [];
        }),
      };
    },

    async trust_clock() {
      fake.clock_behind = null;
      return done(await fake.today(), 'copy');
    },

    async control() {
      const september = { year: 2026, month: 9 };
      return {
        month_words: 'октябрь 2026', state_words: 'Подписано записей: 4; сбой и повтор — две строки журнала.',
        lines: fake.state.empty ? nothingToControl : controlLines,
        to_close: fake.state.empty || monthOf(fake, september).closed ? null : { key: september, words: 'сентябрь 2026' },
      };
    },

    async control_list(key) {
      return (await fake.control()).lines.find((line) => line.key === key)!;
    },
  } satisfies Partial<Backend>;
}
