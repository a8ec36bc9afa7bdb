// What a centre already at work has when the stage opens: five requests and two events.
import type { EventForm, RequestForm, SlotForm } from '../contract';
import type { FakeBackend } from '.';
import { cardOf } from './cards';
import { today } from './day';
import { blankEvent, eventCard } from './events';

const asked = (about: string, name: string, slot: SlotForm | null): RequestForm => ({
  channel: 'call', passed_by: '', received: '2026-10-01T10:00', who: { anonymous: name === '', recipient: null, name, phone: '', email: '', contact: '', kind: 'parent', categories: [] },
  second: null, child_age: '3 года 2 месяца', attends: false, about, topics: ['crisis'], form: 'in_center', means: null, evidence: null, slot, how: null,
  owner: null, incoming_number: '', incoming_on: '', from_survey: false, wish: slot ? '' : 'логопед, вечером', wished_consultant: null, wish_binding: false, wish_window: null,
  minding: false, caution_reason: '', late_by_wish: false, now: false,
});

const slot = (consultant: string, time: string): SlotForm => ({ consultant, date: today, time, minutes: null, room: 'r3' });

const requests = [
  asked('Кризис трёх лет', 'Иванова Анна Петровна', slot('c3', '12:30')),
  asked('Не говорит в 3 года', 'Смирнова Вера Олеговна', null),
  asked('Режим и сон', 'Громова Юлия Андреевна', null),
  asked('Слёзы у двери сада', '', slot('c3', '10:30')),
  asked('Моторика руки', 'Лисина Дарья Ильинична', slot('c2', '15:00')),
];

const evening = (id: string, topic: string, date: string): EventForm & { id: string } => ({ ...blankEvent(), id, version: 1, topic, date, started: '17:30', ended: '19:00', leaders: ['c3'] });

const events = [
  {
    ...evening('e1', 'Травмы дома: как их не допустить', '2026-10-06'), participants: '12', series: 'КЦ',
    list: [{ name: 'Рябова Нина Олеговна', certificate: 1, given: true }, { name: '', certificate: 2, given: false }],
  },
  evening('e2', 'Готов ли ребёнок к школе', '2026-10-07'),
];

export function fill(fake: FakeBackend) {
  requests.forEach((form, index) => {
    const number = index + 1;
    fake.cards.set(`q${number}`, cardOf(fake, `q${number}`, number, form));
  });
  for (const form of structuredClone(events)) fake.events_now.set(form.id, eventCard(fake, form));
}
