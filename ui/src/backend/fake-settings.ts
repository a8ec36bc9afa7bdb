// What the invented centre has in its settings and its help: data of `fake.ts`.
import type { CentreCard, GuidePage, Lists, ListRow, RoomRow, WorkingYear } from './contract';

export const fakeRooms: RoomRow[] = [
  { id: 'r3', name: 'кабинет 3', accessible: true, active: true },
  { id: 'r5', name: 'кабинет 5', accessible: false, active: true },
  { id: 'r9', name: 'актовый зал', accessible: true, active: false },
];

export const fakeCentre: CentreCard = {
  institution: 'Детский сад № 12 «Росинка»', name: 'КЦ «Росинка»', town: 'Зареченск', phone: '+7 900 000-00-12', email: 'kc@rosinka.example', day_ends: '17:00',
  region_words: 'Республика Татарстан', zone_words: 'Москва (UTC+3)', sheet_number: 1, may_edit: true,
};

export function fakeRows(lists: Lists): Record<string, ListRow[]> {
  const rows = (choices: { key: string; label: string }[]) => choices.map(({ key, label }) => ({ key, label, hint: '', area: null, offered: true, own: false }));
  return {
    channel: rows(lists.channels),
    topic: [...rows(lists.topics).map((row) => ({ ...row, area: 'development', offered: row.key !== 'motor' })), { key: 'o-twins', label: 'Близнецы', hint: '', area: 'upbringing', offered: true, own: true }],
    category: rows(lists.categories),
    evidence: rows(lists.evidence),
    organisation: rows(lists.organisations).map((row) => ({ ...row, hint: 'тел. 2-14-15', own: true })),
  };
}

const law = 'Закон Республики Татарстан от 19.02.1992 № 1448-XII';

export const fakeYear: WorkingYear = {
  year: 2026, region_words: 'Республика Татарстан', may_edit: true, forecast: false,
  regional: [
    { day: '2026-03-20', name: 'Ураза-байрам', source: law, yearly: false, off: true, switched: false },
    { day: '2026-05-27', name: 'Курбан-байрам', source: law, yearly: false, off: false, switched: true },
    { day: '2026-11-06', name: 'День Конституции Республики Татарстан', source: law, yearly: false, off: true, switched: false },
  ],
  own: [{ day: '2026-10-19', kind: 'off', words: 'карантин' }],
};

const span = (text: string, kind: 'plain' | 'button' | 'key' = 'plain') => ({ kind, text });

export const fakeGuide: GuidePage[] = [
  ['first', 'Первые шаги'], ['today', 'Сегодня'], ['booking', 'Запись'], ['consultation', 'Приём'], ['journal', 'Журнал'], ['handouts', 'Раздатки'],
  ['events', 'Мероприятия'], ['reports', 'Отчёты'], ['settings', 'Настройки'], ['cover', 'Вход и замок'], ['keyboard', 'Клавиши'], ['trouble', 'Если что-то случилось'],
].map(([key, title]) => ({
  key: key!, title: title!,
  blocks: [
    { kind: 'text', spans: [span(`О разделе «${title}». Нажмите `), span('Записать', 'button'), span(' или '), span('Ctrl Enter', 'key'), span('.')] },
    { kind: 'heading', spans: [span(key === 'trouble' ? 'Не печатает' : 'По шагам')] },
    { kind: 'step', spans: [span('Сначала одно.')] },
    { kind: 'step', spans: [span('Потом другое.')] },
    { kind: 'item', spans: [span('Без порядка.')] },
    { kind: 'note', spans: [span('Подписанное цело.')] },
  ],
}));
