// The consultants, their hours and their papers.
import type { Backend, ConsultantRow, StaffPapersForm } from '../contract';
import type { FakeBackend } from '.';
import { done } from './answers';

type Papers = Pick<ConsultantRow, 'papers' | 'professional_words' | 'lacks_words'>;

const hours_words = 'пн–пт 9:00–13:00, 14:00–17:00';

function papersOf(papers: StaffPapersForm, active: boolean): Papers {
  const lacks = [papers.undertaking_on ? '' : 'нет обязательства о неразглашении', papers.education ? '' : 'образование не указано'];
  return { papers, professional_words: papers.education, lacks_words: active ? lacks.filter(Boolean).join(', ') : '' };
}

function papersAtFirst(id: string): Papers {
  const education = id === 'c2' ? '' : 'Казанский университет, 2015';
  return papersOf({ education, training: '', trained_on: '', category: id === 'c1' ? 'высшая' : '', contract: 'employment', undertaking_on: '2026-09-01' }, true);
}

export const consultants: ConsultantRow[] = [
  ['c1', 'Дроздова Ирина Павловна', 'Дроздова И. П.', 'логопед'],
  ['c2', 'Озерова Татьяна Львовна', 'Озерова Т. Л.', 'дефектолог'],
  ['c3', 'Калинина Мария Сергеевна', 'Калинина М. С.', 'педагог-психолог'],
].map(([id, name, short_name, post]) => ({
  id: id!, name: name!, short_name: short_name!, post: post!, active: true, room: null, exceptions: [], topics: id === 'c1' ? ['speech'] : [],
  hours: [1, 2, 3, 4, 5].flatMap((weekday) => [{ weekday, from: '09:00', to: '13:00' }, { weekday, from: '14:00', to: '17:00' }]),
  hours_words, ...papersAtFirst(id!),
}));

export const shortName = (fake: FakeBackend, id: string | null) => fake.consultants_now.find((one) => one.id === id)?.short_name ?? '';

export function consultantCommands(fake: FakeBackend) {
  return {
    async consultants() {
      return fake.consultants_now;
    },

    async save_consultant(form) {
      const [last = '', first = '', middle = ''] = form.name.split(' ');
      const row: ConsultantRow = {
        ...form, id: form.id ?? `c${fake.consultants_now.length + 1}`, short_name: `${last} ${first[0] ?? ''}. ${middle[0] ?? ''}.`, hours_words,
        ...papersOf(form.papers, form.active),
      };
      fake.consultants_now = [...fake.consultants_now.filter((one) => one.id !== row.id), row];
      return done(row, 'consultant');
    },
  } satisfies Partial<Backend>;
}
