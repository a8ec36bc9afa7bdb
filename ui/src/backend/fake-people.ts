// Papers of the invented consultants: data of `fake.ts`.
import type { ConsultantRow, StaffPapersForm } from './contract';

type Papers = Pick<ConsultantRow, 'papers' | 'professional_words' | 'lacks_words'>;

export const contracts = [
  { key: 'employment', label: 'трудовой договор', hint: null },
  { key: 'civil', label: 'гражданско-правовой договор', hint: null },
];

export function fakePapers(id: string): Papers {
  const education = id === 'c2' ? '' : 'Казанский университет, 2015';
  return fakePapersOf({ education, training: '', trained_on: '', category: id === 'c1' ? 'высшая' : '', contract: 'employment', undertaking_on: '2026-09-01' }, true);
}

export function fakePapersOf(papers: StaffPapersForm, active: boolean): Papers {
  const lacks = [papers.undertaking_on ? '' : 'нет обязательства о неразглашении', papers.education ? '' : 'образование не указано'];
  return { papers, professional_words: papers.education, lacks_words: active ? lacks.filter(Boolean).join(', ') : '' };
}
