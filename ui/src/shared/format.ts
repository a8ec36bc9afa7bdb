// How values of the wire are shown and typed. No rule of the field lives here.

const months = ['января', 'февраля', 'марта', 'апреля', 'мая', 'июня', 'июля', 'августа', 'сентября', 'октября', 'ноября', 'декабря'];
const monthNames = ['январь', 'февраль', 'март', 'апрель', 'май', 'июнь', 'июль', 'август', 'сентябрь', 'октябрь', 'ноябрь', 'декабрь'];
const weekdays = ['воскресенье', 'понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота'];
const quarters = ['I', 'II', 'III', 'IV'];

/** «2026-10-08» or «2026-10-08T13:20» → «08.10.2026». What is not a date is shown as it is. */
export function date(value: string): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(value);
  return found ? `${found[3]}.${found[2]}.${found[1]}` : value;
}

/** «2026-10-08» → «8 октября». */
export function dayOfMonth(value: string): string {
  const found = /^\d{4}-(\d{2})-(\d{2})/.exec(value);
  const month = found && months[Number(found[1]) - 1];
  return found && month ? `${Number(found[2])} ${month}` : value;
}

/** «2026-10-08» → «четверг». */
export function weekday(value: string): string {
  const day = new Date(`${value.slice(0, 10)}T12:00:00Z`).getUTCDay();
  return weekdays[day] ?? '';
}

/** «09:30» or «2026-10-08T09:30» → «9:30». */
export function time(value: string): string {
  const found = /(?:^|T)(\d{1,2}):(\d{2})/.exec(value);
  return found ? `${Number(found[1])}:${found[2]}` : value;
}

/** «сегодня в 9:30», «08.10.2026 в 9:30». */
export function moment(value: string, today: string): string {
  const day = value.slice(0, 10) === today ? 'сегодня' : date(value);
  return value.includes('T') ? `${day} в ${time(value)}` : day;
}

export function range(from: string, to: string): string {
  return `${time(from)}–${time(to)}`;
}

/** 10 → «октябрь» */
export function monthName(number: number): string {
  return monthNames[number - 1] ?? String(number);
}

/** «октябрь 2026» */
export function month(key: { year: number; month: number }): string {
  return `${monthName(key.month)} ${key.year}`;
}

/** «IV квартал 2026» */
export function quarter(key: { year: number; quarter: number }): string {
  return `${quarters[key.quarter - 1] ?? key.quarter} квартал ${key.year}`;
}

/** The form of a noun that stands after this number: 1 страница, 2 страницы, 5 страниц. */
export function plural(count: number, one: string, few: string, many: string): string {
  const tens = count % 100;
  const units = count % 10;
  if (tens >= 11 && tens <= 14) return many;
  if (units === 1) return one;
  return units >= 2 && units <= 4 ? few : many;
}

/** «Название»; the quotation marks of a name inside become the inner ones: «„Со мной не играют“: дружба и ссоры». */
export function quoted(name: string): string {
  return `«${name.replaceAll('«', '„').replaceAll('»', '“')}»`;
}

/** «Звонок» within a sentence: «звонок». */
export function lower(words: string): string {
  return /^[А-ЯЁ][а-яё]/.test(words) ? words[0]!.toLowerCase() + words.slice(1) : words;
}

export function pages(count: number): string {
  return `${count} ${plural(count, 'страница', 'страницы', 'страниц')}`;
}

/**
 * What a person typed as a date → the wire's form: «8.10.2026», «8.10.26», and with today known also «8.10» and
 * «0810», in the year that brings it nearest. What does not look like one goes on as typed, and is refused there.
 */
export function typedDate(text: string, today?: string): string {
  const found = /^\s*(\d{1,2})[.,/ ](\d{1,2})(?:[.,/ ](\d{4}|\d{2}))?\.?\s*$/.exec(text) ?? /^\s*(\d{2})(\d{2})(\d{4})?\s*$/.exec(text);
  if (!found) return text.trim();
  const tail = `-${found[2]!.padStart(2, '0')}-${found[1]!.padStart(2, '0')}`;
  if (found[3]) return `${found[3].padStart(4, '20')}${tail}`;
  if (today === undefined) return text.trim();
  const year = Number(today.slice(0, 4));
  const far = (one: number) => Math.abs(Date.parse(`${one}${tail}`) - Date.parse(today));
  return `${[year, year + 1, year - 1].reduce((best, one) => (far(one) < far(best) ? one : best))}${tail}`;
}

/** What a person typed as a time: «9», «930», «9:30», «9.30» → «09:30». */
export function typedTime(text: string): string {
  const found = /^\s*(\d{1,2})(?:[:.,\- ]?(\d{2}))?\s*$/.exec(text);
  return found ? `${found[1]!.padStart(2, '0')}:${found[2] ?? '00'}` : text.trim();
}
