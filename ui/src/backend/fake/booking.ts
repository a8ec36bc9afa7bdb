// Requests: taking one down, promising it a time, and what becomes of the promise.
import type { Backend, HowForm, RecipientRow, RequestCard, RequestRow, SlotForm } from '../contract';
import type { FakeBackend } from '.';
import { done, labelOf, refused } from './answers';
import { bookingOf, cardOf, lineOf } from './cards';
import { shortName } from './consultants';
import { moment } from './day';
import { lists } from './lists';

const people: RecipientRow[] = [
  { id: 'p187', code: 'П-0187', name: 'Әлфия Ринатовна Ёлкина', phone: '+7 900 000-12-34', email: '', kind: 'parent', history_words: 'Было 2 приёма, последний — 14.09.2026' },
];

const digitsOf = (text: string) => text.replace(/\D/g, '');

export function bookingCommands(fake: FakeBackend) {
  const cardWith = (booking: string) => [...fake.cards.values()].find((card) => card.bookings.some((one) => one.id === booking))!;

  const amend = (booking: string, change: (card: RequestCard) => Partial<RequestCard>) => {
    const card = cardWith(booking);
    const changed = { ...card, ...change(card) };
    fake.cards.set(card.row.id, changed);
    return done(changed, 'booking');
  };

  const give = (card: RequestCard, slot: SlotForm, reason: string | null, how: HowForm | null, form: string) => {
    const booking = bookingOf(fake, card.row.id, card.bookings.length + 1, slot, how, form);
    const bookings = [...card.bookings.map((one) => ({ ...one, live: false, reason, ended_words: one.ended_words || 'перенесено' })), booking];
    const given: RequestCard = { ...card, may_undo: false, bookings, row: { ...card.row, status: 'booked', status_words: 'назначено', booking, may_record: true } };
    fake.cards.set(card.row.id, given);
    return done(given, 'booking');
  };

  const end = (card: RequestCard, words: string, reason: string, row: Pick<RequestRow, 'status' | 'status_words'>) => {
    const bookings = card.bookings.map((one) => (one.live ? { ...one, live: false, ended_words: words, reason: reason || null } : one));
    const ended: RequestCard = { ...card, bookings, may_no_show: false, may_undo: row.status !== 'new', row: { ...card.row, ...row, booking: null } };
    fake.cards.set(card.row.id, ended);
    return done(ended, 'booking', 'request');
  };

  return {
    async find_recipients(text) {
      const digits = /^[\d\s()+-]+$/.test(text) ? digitsOf(text) : '';
      const rows = people.filter((person) => (digits ? digitsOf(person.phone).includes(digits) : person.name.toLowerCase().includes(text.toLowerCase())));
      return { rows, more_words: fake.more_people, read_as: null };
    },

    async register(form) {
      const number = ++fake.last_number;
      const card = cardOf(fake, `q${number}`, number, form);
      fake.cards.set(card.row.id, card);
      fake.drafts.delete('booking ');
      return done(card, 'request', 'booking', 'draft');
    },

    async book(form) {
      return give(fake.cards.get(form.request)!, form.slot, null, form.how, form.form);
    },

    async move_booking(form) {
      const card = cardWith(form.booking);
      return give(card, form.slot, form.reason, form.how, card.row.form);
    },

    async tell(form) {
      const words = `${labelOf(fake.lists_now.channels, form.channel)}${form.instruction ? ', с инструкцией' : ''}; Ветрова О. И.`;
      return amend(form.booking, (card) => ({ told: [...card.told, { at: moment, words }] }));
    },

    async prepare(form) {
      return amend(form.booking, (card) => ({
        preparation: card.preparation.map((line) => (line.key === form.item ? { ...line, done_words: form.done ? '13:22, Ветрова О. И.' : null } : line)),
      }));
    },

    async change_outing({ booking, place, address, transport, equipment }) {
      const place_words = labelOf(lists.intake.outing_places, place);
      return amend(booking, (card) => ({ bookings: card.bookings.map((one) => (one.live ? { ...one, place, place_words, address, transport, equipment } : one)) }));
    },

    async save_letters({ request, ...letters }) {
      const card: RequestCard = {
        ...fake.cards.get(request)!, ...letters, owner_words: shortName(fake, letters.owner),
        incoming_on: letters.incoming_on || null, answered_on: letters.answered_on || null,
      };
      fake.cards.set(request, card);
      return done(card, 'request');
    },

    async invitation() {
      return { text: 'Здравствуйте!\n\nПриглашаем вас на дистанционную консультацию.', means_words: 'видеосвязь', account: '', instruction: '' };
    },

    async save_means_guide({ booking, account, instruction }) {
      return done({ ...(await fake.invitation(booking)), text: `Здравствуйте!\n\nМы в сети: ${account}`, account, instruction }, 'list');
    },

    async annul_request(form) {
      const card = fake.cards.get(form.request)!;
      const annulled: RequestCard = { ...card, open: false, annul_reason: form.reason, row: { ...card.row, status: 'annulled', status_words: 'аннулировано' } };
      fake.cards.set(form.request, annulled);
      return done(annulled, 'request');
    },

    async no_show(booking) {
      return end(cardWith(booking), 'не пришли', '', { status: 'not_held', status_words: 'не состоялось' });
    },

    async release_time(form) {
      return end(cardWith(form.booking), 'отменено', form.reason, { status: 'new', status_words: 'ждёт времени' });
    },

    async close_request(form) {
      const card = { ...fake.cards.get(form.request)!, open: false, lapse_reason: form.reason };
      return end(card, 'не пришли', form.reason, { status: 'lapsed', status_words: 'не состоялось, закрыто' });
    },

    async undo_no_show(request) {
      const card = fake.cards.get(request)!;
      const bookings = card.bookings.map((one, index) => (index === card.bookings.length - 1 ? { ...one, live: true, recorded: false, ended_words: '', reason: null } : one));
      const row: RequestRow = { ...card.row, status: 'booked', status_words: 'назначено', booking: bookings.at(-1) ?? null };
      const back: RequestCard = { ...card, open: true, lapse_reason: null, may_undo: false, may_no_show: true, bookings, row };
      fake.cards.set(request, back);
      return done(back, 'booking', 'request');
    },

    async bookings_ahead(consultant) {
      const live = [...fake.cards.values()].filter((card) => card.row.booking?.live);
      const lines = (cards: RequestCard[]) => cards.map((card) => lineOf(fake, card));
      return {
        given_back: lines(live.filter((card) => card.row.booking?.consultant === consultant)),
        stay: lines(live.filter((card) => card.row.booking?.others.includes(consultant))),
      };
    },

    async requests(filter) {
      const wanted = filter.text.toLowerCase();
      const rows = [...fake.cards.values()]
        .filter((card) => !filter.open_only || card.open)
        .map((card) => card.row)
        .filter((row) => `${row.number_words} ${row.who.code} ${row.who.name ?? ''}`.toLowerCase().includes(wanted));
      return { rows, count_words: `обращений: ${rows.length}`, next: null };
    },

    async request(id) {
      return fake.cards.get(id) ?? refused({ code: 'not_found' });
    },
  } satisfies Partial<Backend>;
}
