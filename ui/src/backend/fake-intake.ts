// How requests are taken down and held in the invented centre: data of `fake.ts`.
import type { BookingShown, HowForm, IntakeRules, PreparationLine, RequestCard } from './contract';

const choice = (key: string, label: string) => ({ key, label, hint: null });

export const fakeIntake: IntakeRules = {
  consultants_most: 2, outing_window: true, outing_choice: false, outing_transport: true, written_source: false, letter: 'letter', letter_owner: true,
  outing_places: [choice('home', 'дома у получателя'), choice('organisation', 'в помещении другой организации'), choice('study', 'по месту учёбы ребёнка'), choice('event', 'в рамках мероприятия')],
  equipment: [choice('laptop', 'ноутбук'), choice('internet', 'мобильный интернет'), choice('toys', 'игрушки для ребёнка')],
  initiatives: [choice('center', 'по решению центра, получатель согласен'), choice('recipient', 'по просьбе получателя')],
};

/** What a promise says beside its time. */
export function heldAs(how: HowForm | null, form: string, names: (ids: string[]) => string) {
  const outing = form === 'outing';
  const label = (list: { key: string; label: string }[], key: string | null) => list.find((one) => one.key === key)?.label ?? '';
  return {
    window_words: outing ? 'с 10 до 12' : null, others: how?.others ?? [], others_words: names(how?.others ?? []), others_by: how?.others_by ?? null, others_by_words: label(fakeIntake.initiatives, how?.others_by ?? null),
    place: how?.place ?? null, place_words: label(fakeIntake.outing_places, how?.place ?? null), address: how?.address ?? '', transport: how?.transport ?? '', equipment: how?.equipment ?? [],
    minding_room: how?.minding_room ?? null, minding_words: null, made_by_words: 'Ветрова О. И.',
  } satisfies Partial<BookingShown>;
}

const preparation: PreparationLine[] = [choice('workplace', 'рабочее место'), choice('equipment', 'оборудование и связь'), choice('program', 'программа для разговора')].map(({ key, label }) => ({ key, label, done_words: null }));

/** What a request's card says beside the request: nothing of it yet. */
export function besides(channel: string, form: string, promised: boolean) {
  const distance = form === 'distance' && promised;
  return {
    caution_words: [], caution_reason: '', wished_form_words: null, letter: channel === 'letter', owner: null, owner_words: '', incoming_number: '', incoming_on: null, from_survey: false,
    invited_on: null, answered_on: null, told: [], tell_channel: channel, tell_as_asked: true, may_tell: promised, preparation: distance ? preparation : [], prepare_words: distance ? 'за 30 минут: с 10:00' : '', may_prepare: distance, equipment_words: [],
  } satisfies Partial<RequestCard>;
}
