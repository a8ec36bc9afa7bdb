// The centre's card, its rooms, its working year, and how the window looks.
import type { Backend, CentreCard, RoomRow, WorkingYear } from '../contract';
import type { FakeBackend } from '.';
import { choice, done, paper } from './answers';

export const rooms: RoomRow[] = [
  { id: 'r3', name: 'кабинет 3', accessible: true, active: true },
  { id: 'r5', name: 'кабинет 5', accessible: false, active: true },
  { id: 'r9', name: 'актовый зал', accessible: true, active: false },
];

export const centre: CentreCard = {
  institution: 'Детский сад № 12 «Росинка»', name: 'КЦ «Росинка»', town: 'Зареченск', phone: '+7 900 000-00-12', email: 'kc@rosinka.example', day_ends: '17:00',
  region_words: 'Республика Татарстан', zone_words: 'Москва (UTC+3)', sheet_number: 1, may_edit: true,
};

const law = 'Закон Республики Татарстан от 19.02.1992 № 1448-XII';

export const workingYear: WorkingYear = {
  year: 2026, region_words: 'Республика Татарстан', may_edit: true, forecast: false,
  regional: [
    { day: '2026-03-20', name: 'Ураза-байрам', source: law, yearly: false, off: true, switched: false },
    { day: '2026-05-27', name: 'Курбан-байрам', source: law, yearly: false, off: false, switched: true },
    { day: '2026-11-06', name: 'День Конституции Республики Татарстан', source: law, yearly: false, off: true, switched: false },
  ],
  own: [{ day: '2026-10-19', kind: 'off', words: 'карантин' }],
};

export function settingsCommands(fake: FakeBackend) {
  return {
    async rooms() {
      return fake.rooms_now;
    },

    async save_room(form) {
      const row: RoomRow = { ...form, id: form.id ?? `r-${form.name}` };
      const known = fake.rooms_now.some((one) => one.id === row.id);
      fake.rooms_now = known ? fake.rooms_now.map((one) => (one.id === row.id ? row : one)) : [...fake.rooms_now, row];
      fake.lists_now = { ...fake.lists_now, rooms: fake.rooms_now.filter((one) => one.active).map((one) => choice(one.id, one.name)) };
      return done(choice(row.id, row.name), 'room', 'list');
    },

    async window_look() {
      return fake.look_now;
    },

    async keep_window_look(look) {
      fake.look_now = look;
      return look;
    },

    async centre() {
      return fake.centre_now;
    },

    async save_centre(form) {
      fake.centre_now = { ...fake.centre_now, ...form };
      fake.become({ centre: form.name });
      return done(fake.centre_now, 'centre', 'account');
    },

    async working_year(year) {
      return year === fake.year_now.year ? fake.year_now : { ...fake.year_now, year, regional: [], own: [], forecast: year > 2027 };
    },

    async set_day(form) {
      const regional = fake.year_now.regional.map((row) => (row.day === form.day ? { ...row, off: form.kind === 'off', switched: !row.switched } : row));
      const others = fake.year_now.own.filter((row) => row.day !== form.day);
      const known = regional.some((row) => row.day === form.day);
      fake.year_now = { ...fake.year_now, regional, own: known || !form.kind ? others : [...others, { day: form.day, kind: form.kind, words: form.words }] };
      return done(fake.year_now, 'calendar', 'request');
    },

    async paper_passport(how) {
      return paper(how, 1, 'Паспорт программы.pdf');
    },
  } satisfies Partial<Backend>;
}
