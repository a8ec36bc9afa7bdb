import type { ConsultationForm, MoreForm, RecordOrder } from './contract';

// What the stage knows of a record beside the usual.

export const noMore = (): MoreForm => ({
  means: [], dispatch_first: false, from_home: false, reply_number: '', reply_sent_on: '', reply_official: false, feedback_on: '', feedback_form: null,
  recorded: false, consent_number: '', consent_on: '', recipient_records: false, initiative: null, out_of_competence: false, child_help: false,
  sent_what: '', sent_address: '', sent_consent: false, permitted_by: '', permitted_at: '', told_at: '', told_how: '', helped_by: '', caution_reason: '',
});

const everywhere = ['in_center', 'outing', 'distance', 'written'];

/** The recommended порядок. */
export const recordOrder: RecordOrder = {
  kinds: [],
  grounds: [
    { key: 'competence', label: 'вопрос не к центру', forms: everywhere },
    { key: 'behaviour', label: 'поведение получателя', forms: everywhere },
  ],
  refused_in: everywhere,
  approval: false,
  approval_words: '',
  from_home: true,
  dispatch_words: '',
  child_help_words: 'разъяснить порядок и назвать организации',
  child_reason: true,
  recipient_records_words: 'Получатель вёл свою запись, предупредив консультанта',
  initiatives: [
    { key: 'center', label: 'решил центр, получатель согласился', hint: null },
    { key: 'recipient', label: 'попросил получатель', hint: null },
  ],
  official_mail: false,
  proof: true,
};

/** A long distance session is signed with a reason, as the порядок asks. */
export function objection(form: ConsultationForm): string | null {
  return form.form === 'distance' && form.ended > '13:20' ? 'Дистанционно дольше 45 минут (порядок: онлайн не более 45 минут).' : null;
}
