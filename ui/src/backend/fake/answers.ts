// The shapes that answers of every task are made of.
import type { Choice, Done, Noun, PageView, PaperDone, PaperWay, Problem } from '../contract';

export const choice = (key: string, label: string, hint: string | null = null): Choice => ({ key, label, hint });

export function labelOf(choices: { key: string; label: string }[], key: string | null): string {
  return choices.find((one) => one.key === key)?.label ?? '';
}

export function done<T>(value: T, ...changed: Noun[]): Done<T> {
  return { value, changed };
}

export function problem(said: Partial<Problem>): Problem {
  return { code: 'inner', field: null, about: null, ...said };
}

export function refused(said: Partial<Problem>): never {
  throw { problems: [problem(said)] };
}

export function paper(how: PaperWay, pages: number, file: string): PaperDone {
  return { how, pages, file_name: how === 'save' ? file : null };
}

/** A page with its own words and a stroke where each line of text would stand. */
export function page(number: number, titles: string[], landscape: boolean): PageView {
  const words = titles[number - 1] || refused({ code: 'not_found', field: 'page' });
  const [width, height] = landscape ? [842, 595] : [595, 842];
  const lines = Array.from({ length: 24 }, (_, index) => `M57 ${90 + index * 18}H${width - 40 - (index % 5) * 30}`).join('');
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" fill="currentColor"><defs><path id="rule" d="M57 60H300V66H57Z"/></defs><use href="#rule"/><path fill="none" stroke="currentColor" stroke-width="2" d="${lines}"/></svg>`;
  return { page: number, pages: titles.length, picture, words, landscape };
}
