// Events for many parents at once, with their certificates.
import type { Backend, EventCard, EventForm, EventRow } from '../contract';
import type { FakeBackend } from '.';
import { choice, done, labelOf, refused } from './answers';
import { today } from './day';

const count_words = 'Каждое проведённое мероприятие — одна услуга; участники стоят рядом.';

export const blankEvent = (): EventForm => ({
  id: null, version: 0, topic: '', date: today, started: '13:00', ended: '14:00', format: 'in_center', place: '', leaders: [], participants: '', list: [], series: null, reason: '',
});

const mayWrite = (fake: FakeBackend) => (fake.state.me.roles ?? ['head']).some((role) => role === 'head' || role === 'administrator');

export function eventCard(fake: FakeBackend, form: EventForm, before?: EventCard, reason: string | null = null): EventCard {
  const consultants = fake.consultants_now.map((one) => choice(one.id, one.short_name, one.post));
  const leaders_words = form.leaders.map((id) => labelOf(consultants, id)).join(', ');
  const state = Number(form.participants) > 0 ? 'held' : form.date > today ? 'ahead' : 'awaiting_number';
  const row: EventRow | null = form.id === null ? null : {
    id: form.id, number_words: `№ ${form.id.slice(1)}`, date: form.date, time: form.started, until: form.ended, topic: form.topic,
    format_words: form.format === 'webinar' ? 'вебинар' : form.format === 'elsewhere' ? `на выезде, ${form.place}` : 'в центре',
    leaders_words, participants: Number(form.participants), state, state_words: { held: 'проведено', ahead: 'впереди', awaiting_number: 'прошло, участники не записаны' }[state],
  };
  return {
    row, form, versions: row ? [...(before?.versions ?? []), { version: form.version, signed: '2026-10-08T13:25', by: 'Ветрова О. И.', reason }] : [],
    annul_reason: null, may_write: mayWrite(fake), month_closed: before?.month_closed ?? false, sees_names: mayWrite(fake),
    formats: [choice('in_center', 'в центре'), choice('elsewhere', 'на выезде'), choice('webinar', 'вебинар')], consultants, leaders_words,
    usual_series: 'КЦ', certificates: true, certificates_basis: 'порядок: «с выдачей участникам сертификата»', certificates_year: 2026,
    hours_words: '1 час 30 минут, 2 академических часа', count_words,
  };
}

export function eventCommands(fake: FakeBackend) {
  return {
    async events(filter) {
      const months = filter.month ? [filter.month] : [1, 2, 3].map((place) => (filter.quarter - 1) * 3 + place);
      const rows = [...fake.events_now.values()]
        .map((card) => card.row!)
        .filter((row) => row.date.startsWith(`${filter.year}-`) && months.includes(Number(row.date.slice(5, 7))))
        .sort((one, other) => other.date.localeCompare(one.date));
      const held = rows.filter((row) => row.state === 'held');
      return {
        rows, next: null, may_write: mayWrite(fake), count_words,
        sums_words: rows.length > 0 ? `проведено мероприятий: ${held.length}, участников: ${held.reduce((sum, row) => sum + row.participants, 0)}` : '',
      };
    },

    async event(id) {
      if (id === '') return eventCard(fake, blankEvent());
      return fake.events_now.get(id) ?? refused({ code: 'not_found' });
    },

    async save_event(form) {
      const id = form.id ?? `e${fake.events_now.size + 1}`;
      const numbers = [...fake.events_now.values()].flatMap((card) => card.form.list.map((line) => line.certificate ?? 0));
      let last = Math.max(0, ...numbers);
      const list = form.list.map((line) => ({ ...line, certificate: form.series === null ? null : (line.certificate ?? ++last) }));
      const card = eventCard(fake, { ...form, id, version: form.version + 1, list, reason: '' }, fake.events_now.get(id), form.reason || null);
      fake.events_now.set(id, card);
      fake.drafts.delete(`event ${form.id ?? ''}`);
      return done(card, 'event', 'draft');
    },

    async annul_event(form) {
      const before = fake.events_now.get(form.event) ?? refused({ code: 'not_found' });
      const card: EventCard = { ...before, annul_reason: form.reason, may_write: false, row: { ...before.row!, state: 'annulled', state_words: 'аннулировано' } };
      fake.events_now.set(form.event, card);
      return done(card, 'event');
    },
  } satisfies Partial<Backend>;
}
