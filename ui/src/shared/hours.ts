import type { HoursForm } from '../backend/contract';
import { time, typedTime } from './format';

export const weekdays = ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'];

/** What most centres keep; the person sees it and changes it before saving. */
export const usualDay = '9:00–13:00, 14:00–17:00';

/** The stretches of one weekday as a person writes them: «9:00–13:00, 14:00–17:00». */
export function written(hours: HoursForm[], weekday: number): string {
  return hours
    .filter((stretch) => stretch.weekday === weekday)
    .map((stretch) => `${time(stretch.from)}–${time(stretch.to)}`)
    .join(', ');
}

/** The written day as stretches. What cannot be read goes on as it is and is refused in words. */
export function stretches(text: string, weekday: number): HoursForm[] {
  return text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [from = '', to = ''] = part.split(/\s*[–—-]\s*|\s+до\s+/);
      return { weekday, from: typedTime(from), to: typedTime(to) };
    });
}
