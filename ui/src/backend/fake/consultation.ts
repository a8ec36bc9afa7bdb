// The record of a session: filled in, weighed, signed, and continued at the next one.
import type { Backend, ConsultationForm, CountingView, MoreForm, RecordOrder, RequestCard } from '../contract';
import type { FakeBackend } from '.';
import { choice, done, refused } from './answers';
import { bookingOf } from './cards';
import { now, today } from './day';
import { lists } from './lists';

const noMore = (): MoreForm => ({
  means: [], dispatch_first: false, from_home: false, reply_number: '', reply_sent_on: '', reply_official: false, feedback_on: '', feedback_form: null,
  recorded: false, consent_number: '', consent_on: '', recipient_records: false, initiative: null, out_of_competence: false, child_help: false,
  sent_what: '', sent_address: '', sent_consent: false, permitted_by: '', permitted_at: '', told_at: '', told_how: '', helped_by: '', caution_reason: '',
});

const everywhere = lists.forms.map((form) => form.key);

/** The recommended порядок. */
const order: RecordOrder = {
  kinds: [],
  grounds: lists.grounds.map(({ key, label }) => ({ key, label, forms: everywhere })),
  refused_in: everywhere,
  approval: false,
  approval_words: '',
  from_home: true,
  dispatch_words: '',
  child_help_words: 'разъяснить порядок и назвать организации',
  child_reason: true,
  recipient_records_words: 'Получатель вёл свою запись, предупредив консультанта',
  initiatives: [choice('center', 'решил центр, получатель согласился'), choice('recipient', 'попросил получатель')],
  official_mail: false,
  proof: true,
};

/** A long distance session is signed with a reason, as the порядок asks. */
function objection(form: ConsultationForm): string | null {
  return form.form === 'distance' && form.ended > now ? 'Дистанционно дольше 45 минут (порядок: онлайн не более 45 минут).' : null;
}

function counting(counted: boolean, words: string, because: string[] = [], warnings: string[] = []): CountingView {
  return { counted, words, because, warnings, closed_words: '', order };
}

export function blankRecord(card: RequestCard): ConsultationForm {
  const booking = card.row.booking;
  return {
    request: card.row.id, version: 0, second: null, timer: null, date: booking?.date ?? today, started: booking?.time ?? '13:22', ended: booking?.until ?? '13:22',
    form: card.row.form, means: card.row.means, kind: 'content', direction: 'psych', topics: [], consultants: booking ? [booking.consultant] : [],
    outcome: 'given', ground: null, ground_words: '', failure: null, failure_words: '', organisations: [], satisfied: null, note: '', advice: '',
    child_present: false, child_reason: '', child_age: card.child_age_words, quality_offered: false, survey_filled: false, survey_feedback: false, evidence: null, reason: '', more: noMore(),
  };
}

export function consultationCommands(fake: FakeBackend) {
  return {
    async to_record() {
      return (await fake.today()).unrecorded;
    },

    async consultation(request) {
      const card = fake.cards.get(request) ?? refused({ code: 'not_found' });
      const record = fake.records.get(request);
      const left = fake.drafts.get(`consultation ${request}`);
      const used = (record?.issued ?? []).filter((issue) => issue.done && !issue.spoilt).reduce((sum, issue) => sum + issue.pages, 0);
      const signed = (record?.versions.length ?? 0) > 0;
      const next = signed && card.row.booking !== null;
      const second = record?.form.second;
      const asked = (topic: { label: string }) => Number(card.topics.includes(topic.label));
      return {
        request: card,
        form: left ? (JSON.parse(left.body) as ConsultationForm) : next ? { ...blankRecord(card), version: record!.versions.length } : (record?.form ?? blankRecord(card)),
        draft_saved: left?.saved ?? null,
        versions: record?.versions ?? [],
        may_sign: true,
        may_read_note: true,
        note_words: 'Видите только вы. В журнал и отчёты не попадает.',
        note_words_of_several: 'Видят только те, кто вёл приём. В журнал и отчёты не попадает.',
        consultants: fake.consultants_now.map((one) => choice(one.id, one.short_name)),
        issued: record?.issued ?? [],
        pages_used: used,
        pages_max: lists.pages_max,
        counting: signed ? counting(true, 'учтена 1 услуга', ['обращение № 1 от 01.10.2026']) : counting(false, 'не учтена, потому что не подписана'),
        may_ask_note: false,
        note_readings: [],
        course: [],
        warned: [],
        topics: [...fake.lists_now.topics].sort((one, other) => asked(other) - asked(one)),
        participants: [card.row.who, ...(second ? [{ anonymous: second.anonymous, recipient: second.recipient, code: second.anonymous ? 'Анонимно' : 'П-0188', name: second.name || null, kind_words: 'родитель' }] : [])],
        planned_minutes: lists.planned_minutes,
        overlaps_words: null,
        attempts: next ? [{ words: '08.10.2026, 12:30–12:40: сбой у центра', after: [], note: record!.form.note || null, advice: null }] : [],
        links: fake.links.get(request) ?? [],
        others_writing: fake.others_writing,
        leftover: null,
        earlier: [{ request: 'q1', date: '2026-09-14', topic: 'Кризис трёх лет', consultant_words: 'Калинина М. С.' }],
      };
    },

    async weigh(form) {
      const said = objection(form);
      if (form.outcome !== 'given') return counting(false, 'не учтена', ['приём не состоялся или дан отказ']);
      return counting(true, 'будет учтена 1 услуга', ['обращение № 1 от 01.10.2026', 'на седьмой день из десяти'], said ? [said] : []);
    },

    async read_note(form) {
      if (form.reason.trim() === '') refused({ code: 'reason_required', field: 'reason' });
      const record = fake.records.get(form.request);
      return { note: record?.form.note ?? '', advice: record?.form.advice ?? '' };
    },

    async sign(form) {
      const said = objection(form);
      if (said && form.more.caution_reason.trim() === '') refused({ code: 'order_warns', field: 'caution_reason', about: said });
      const before = fake.records.get(form.request);
      const signed = before?.versions ?? [];
      const versions = [...signed, { version: signed.length + 1, signed: '2026-10-08T13:25', by: 'Ветрова О. И.', reason: form.reason || null }];
      fake.records.set(form.request, { form: { ...form, version: versions.length, reason: '' }, versions, issued: before?.issued ?? [] });
      fake.drafts.delete(`consultation ${form.request}`);
      const card = fake.cards.get(form.request)!;
      const [status, status_words] =
        form.outcome === 'not_held' ? (['not_held', 'не состоялось'] as const) : form.outcome === 'refused' ? (['refused', 'отказ'] as const) : (['given', 'оказано'] as const);
      const bookings = card.bookings.map((one) => ({ ...one, live: false, recorded: one.recorded || one.live, ended_words: one.ended_words || 'приём записан' }));
      fake.cards.set(form.request, { ...card, open: status === 'not_held', bookings, row: { ...card.row, booking: null, status, status_words } });
      return done(await fake.consultation(form.request), 'consultation', 'draft');
    },

    async next_meeting(form) {
      const before = fake.cards.get(form.request) ?? refused({ code: 'not_found' });
      const number = ++fake.last_number;
      const id = `q${number}`;
      const booking = bookingOf(fake, id, 1, form.slot);
      const row: RequestCard['row'] = { ...before.row, id, number, number_words: `№ ${number}`, booking, status: 'booked', status_words: 'назначено' };
      const card: RequestCard = { ...before, bookings: [booking], row };
      fake.cards.set(id, card);
      fake.links.set(form.request, [...(fake.links.get(form.request) ?? []), { request: id, words: `${row.number_words}: ${booking.date} ${booking.time}`, onward: true }]);
      fake.links.set(id, [{ request: form.request, words: `продолжение ${before.row.number_words}`, onward: false }]);
      return done(card, 'request', 'booking');
    },

    async clock() {
      return fake.clock_now;
    },
  } satisfies Partial<Backend>;
}
