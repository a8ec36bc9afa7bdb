// The one day of the invented centre: Thursday, 8 October 2026, twenty past one. Only October is ever shown.

export const today = '2026-10-08';
export const now = '13:20';
/** When whatever is done on the stage was done. */
export const moment = '2026-10-08T13:22';

const twoDigits = (number: number) => String(number).padStart(2, '0');

export const october = (day: number) => `2026-10-${twoDigits(day)}`;

/** Of a day of October. */
export const weekdayOf = (day: number) => ['чт', 'пт', 'сб', 'вс', 'пн', 'вт', 'ср'][(day + 6) % 7]!;

export function later(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const end = hour * 60 + minute + minutes;
  return `${twoDigits(Math.floor(end / 60))}:${twoDigits(end % 60)}`;
}
