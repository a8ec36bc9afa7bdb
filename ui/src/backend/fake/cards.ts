// What is made of a request: its card, its promise of a time, and its line of the day.
import type { BookingShown, HowForm, PreparationLine, RequestCard, RequestForm, RequestRow, SessionLine, SlotForm, TermView } from '../contract';
import type { FakeBackend } from '.';
import { labelOf } from './answers';
import { shortName } from './consultants';
import { later, moment, now, today } from './day';
import { lists } from './lists';

export const term: TermView = {
  plan_by: '2026-10-18', judged_by: '2026-10-19', state: 'calm', words: 'осталось 10 дней',
  until_words: 'срок до 18.10.2026, воскресенье, по ст. 193 ГК — до 19.10',
  why_words: '10 дней со дня обращения 08.10 (порядок, п. 20), перенос с воскресенья 18.10, ст. 193 ГК', forecast: false,
};

const preparation: PreparationLine[] = [
  ['workplace', 'рабочее место'], ['equipment', 'оборудование и связь'], ['program', 'программа для разговора'],
].map(([key, label]) => ({ key: key!, label: label!, done_words: null }));

/** What a card says beside the request: nothing of it yet. */
function besides(channel: string, form: string, promised: boolean) {
  const distance = form === 'distance' && promised;
  return {
    caution_words: [], caution_reason: '', wished_form_words: null, letter: channel === 'letter', owner: null, owner_words: '', incoming_number: '', incoming_on: null, from_survey: false,
    invited_on: null, answered_on: null, told: [], tell_channel: channel, tell_as_asked: true, may_tell: promised,
    preparation: distance ? preparation : [], prepare_words: distance ? 'за 30 минут: с 10:00' : '', may_prepare: distance, equipment_words: [],
  } satisfies Partial<RequestCard>;
}

export function cardOf(fake: FakeBackend, id: string, number: number, form: RequestForm): RequestCard {
  const { anonymous, kind, name, phone, email, contact } = form.who;
  const booking = form.slot && !form.now ? bookingOf(fake, id, 1, form.slot, form.how, form.form) : null;
  const row: RequestRow = {
    id, number, year: 2026, number_words: `№ ${number}`, received: form.received ?? moment,
    who: { anonymous, recipient: anonymous ? null : `p${number}`, code: anonymous ? 'Анонимно' : `П-${String(40 + number).padStart(4, '0')}`, name: anonymous ? null : name, kind_words: 'родитель' },
    about: form.about, form: form.form, means: form.means, form_words: labelOf(lists.forms, form.form),
    status: booking ? 'booked' : 'new', status_words: booking ? 'назначено' : 'ждёт времени', booking, term, wish: form.wish, may_record: booking !== null || form.now,
  };
  return {
    row, ...besides(form.channel, form.form, booking !== null), channel_words: 'звонок', child_age_words: form.child_age,
    topics: form.topics.map((key) => labelOf(lists.topics, key) || key), topic_keys: form.topics, evidence_words: null, annul_reason: null, lapse_reason: null, second: null,
    wished: form.wished_consultant, wish_binding: form.wish_binding, wished_words: '', minding: form.minding,
    may_end: true, may_annul: true, may_no_show: booking !== null && booking.date === today && booking.time < now, may_undo: false,
    phone: phone || null, email: email || null, second_phone: form.second?.phone || null, contact: contact || null, second_contact: null, asks_child: kind !== 'adopter',
    bookings: booking ? [booking] : [], links: [], repeat: null, open: true, warnings: [],
  };
}

/** The promise that comes at this place in the request's chain. */
export function bookingOf(fake: FakeBackend, request: string, place: number, slot: SlotForm, how: HowForm | null = null, form = 'in_center'): BookingShown {
  const others = how?.others ?? [];
  return {
    id: `${request}-b${place}`, date: slot.date, time: slot.time, until: later(slot.time, lists.planned_minutes), minutes: lists.planned_minutes, window_words: form === 'outing' ? 'с 10 до 12' : null,
    consultant: slot.consultant, consultant_words: shortName(fake, slot.consultant), room: slot.room, room_words: labelOf(fake.lists_now.rooms, slot.room) || null,
    others, others_words: others.map((id) => shortName(fake, id)).join(', '), others_by: how?.others_by ?? null, others_by_words: labelOf(lists.intake.initiatives, how?.others_by ?? null),
    place: how?.place ?? null, place_words: labelOf(lists.intake.outing_places, how?.place ?? null), address: how?.address ?? '', transport: how?.transport ?? '', equipment: how?.equipment ?? [],
    minding_room: how?.minding_room ?? null, minding_words: null, made_by_words: 'Ветрова О. И.',
    reason: null, live: true, recorded: false, ended_words: '', caution_words: [], caution_reason: '',
  };
}

export function lineOf(fake: FakeBackend, { row, bookings }: RequestCard): SessionLine {
  const booking = bookings.at(-1)!;
  const signed = (fake.records.get(row.id)?.versions.length ?? 0) > 0;
  const unsigned = booking.time > now ? 'ahead' : fake.drafts.has(`consultation ${row.id}`) ? 'draft' : 'no_record';
  return {
    request: row.id, booking: booking.id, date: booking.date, time: booking.time, until: booking.until, window_words: booking.window_words, code: row.who.code, name: row.who.name, topic: row.about,
    consultant_words: booking.consultant_words, place_words: booking.room_words ?? '', state: booking.ended_words === 'не пришли' ? 'missed' : signed ? 'signed' : unsigned,
    may_record: true, may_no_show: booking.live && booking.time <= now, marks: [],
  };
}
