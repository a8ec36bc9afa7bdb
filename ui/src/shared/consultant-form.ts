import type { ConsultantForm } from '../backend/contract';
import { stretches, usualDay } from './hours';

/** A new card, with the hours most centres keep. */
export function newConsultant(): ConsultantForm {
  return {
    id: null,
    name: '',
    post: '',
    active: true,
    room: null,
    hours: [1, 2, 3, 4, 5].flatMap((weekday) => stretches(usualDay, weekday)),
    exceptions: [],
    topics: [],
    papers: { education: '', training: '', trained_on: '', category: '', contract: null, undertaking_on: '' },
    release_reason: '',
  };
}
