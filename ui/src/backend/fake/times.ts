// Free and taken times: what can be offered, who waits for one, and the timetable.
import type { Backend, ConsultantRow, TimetableBlock } from '../contract';
import type { FakeBackend } from '.';
import { lineOf, term } from './cards';
import { later, october, weekdayOf } from './day';
import { lists } from './lists';

const starts = ['09:00', '09:45', '10:30', '11:15', '12:00', '14:00', '14:45', '15:30', '16:15'];

export function timesCommands(fake: FakeBackend) {
  /** One consultant's day: the free times, dinner, and who is expected. */
  const blocksOf = (consultant: string, date: string) => {
    const lines = [...fake.cards.values()]
      .filter((card) => card.bookings.some((one) => one.consultant === consultant && one.date === date))
      .map((card) => lineOf(fake, card));
    const blocks = starts
      .map((time): TimetableBlock => ({ kind: 'free', time, until: later(time, lists.planned_minutes), free: 1, session: null }))
      .filter((block) => !lines.some((line) => line.time < block.until && block.time < line.until));
    blocks.push({ kind: 'break', time: '13:00', until: '14:00', free: 0, session: null });
    blocks.push(...lines.map((session): TimetableBlock => ({ kind: 'taken', time: session.time, until: session.until, free: 0, session })));
    return blocks.sort((one, other) => one.time.localeCompare(other.time));
  };

  return {
    async free_times(query) {
      const days = Array.from({ length: 14 }, (_, index) => {
        const day = 8 + index;
        const weekday = weekdayOf(day);
        return { date: october(day), weekday, day, working: weekday !== 'сб' && weekday !== 'вс', today: index === 0, late: index > 10 };
      });
      const hours = [['09:00', '11:30', '14:00'], ['10:30'], ['15:30'], []];
      const leads = (one: ConsultantRow) => (one.id === query.wished ? 0 : one.topics.some((topic) => query.topics.includes(topic)) ? 1 : 2);
      const all = fake.consultants_now.filter((one) => query.consultant === null || one.id === query.consultant).sort((one, other) => leads(one) - leads(other));
      const why = ['кого просят', 'ведёт эту тему', ''];
      const orders = ['сначала кого просят', 'сначала по теме «Речь и общение»', ''];
      const nearest = all.length === 1 ? [all[0]!, all[0]!, all[0]!] : all.slice(0, 3);
      return {
        term, days, order_words: all[0] ? orders[leads(all[0])]! : '',
        empty_words: fake.consultants_now.length === 0 ? 'Нет консультантов с часами приёма: добавьте их в настройках.' : null,
        consultants: all.map((one, row) => ({
          id: one.id, short_name: one.short_name, post: one.post, why: why[leads(one)]!, lacks_words: one.lacks_words,
          times: days.map((day, index) => (day.working ? hours[(index + row) % 4]! : [])),
        })),
        nearest: nearest.map((one, index) => {
          const day = 9 + index;
          return {
            consultant: one.id, consultant_words: `${one.short_name}, ${one.post}`, date: october(day), time: '10:30',
            words: `${weekdayOf(day)} ${day} октября, 10:30`, late: false,
          };
        }),
      };
    },

    async waiting_list() {
      const rows = [...fake.cards.values()].map((card) => card.row).filter((row) => row.status === 'new' || row.status === 'not_held');
      const offered = fake.consultants_now[0];
      const offer = (index: number) => {
        if (!offered) return null;
        const time = `1${index % 10}:00`;
        return {
          slot: { consultant: offered.id, date: '2026-10-14', time, minutes: lists.planned_minutes, room: null },
          words: `ср 14 октября, ${time}`, consultant_words: offered.short_name, late: false, freed: index === 0,
        };
      };
      return {
        rows: rows.map((row, index) => ({ row, wish_words: row.wish || (row.status === 'not_held' ? 'не пришли 08.10.2026' : ''), offer: offer(index) })),
        total: rows.length,
      };
    },

    async timetable(query) {
      const day = Number((query.from ?? october(8)).slice(8, 10));
      const step = query.week ? 7 : 1;
      const shown = query.week ? [5, 6, 7, 8, 9] : [day];
      return {
        words: query.week ? '5 — 9 октября 2026 г.' : `${day === 8 ? 'четверг' : 'день'}, ${day} октября 2026 г.`,
        days: shown.map((number) => ({
          date: october(number), weekday: weekdayOf(number), day: number, words: `${weekdayOf(number)} ${number} октября`, working: true, today: number === 8,
        })),
        rows: fake.consultants_now.map((one, row) => ({
          consultant: one.id, short_name: one.short_name, post: one.post,
          cells: shown.map((number) => (row === 1 && number === 9 ? { off_words: 'на курсах', blocks: [] } : { off_words: null, blocks: blocksOf(one.id, october(number)) })),
        })),
        earlier: october(Math.max(1, day - step)), later: october(day + step), now: shown.includes(8),
        empty_words: fake.consultants_now.length === 0 ? 'Консультантов пока нет. Добавьте их и часы приёма в настройках.' : null,
      };
    },
  } satisfies Partial<Backend>;
}
