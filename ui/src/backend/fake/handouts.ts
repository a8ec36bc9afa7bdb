// What is printed for the parent, within the pages that the порядок allows.
import type { Backend, HandoutIssueRow, HandoutRow } from '../contract';
import type { FakeBackend } from '.';
import { done, page, paper, refused } from './answers';
import { blankRecord } from './consultation';
import { lists } from './lists';

const rows: HandoutRow[] = [
  { key: 'crisis', title: 'Кризис трёх лет без крика', summary: 'Что помогает, когда ребёнок на всё говорит «нет»', topics: ['crisis', 'limits'], pages: 2, version: '2026-09-01', short_of: null },
  { key: 'crisis-short', title: 'Кризис трёх лет: коротко', summary: 'Одна страница', topics: ['crisis', 'limits'], pages: 1, version: '2026-09-01', short_of: 'crisis' },
  { key: 'sleep', title: 'Режим и сон', summary: 'Как укладывать без слёз', topics: ['sleep'], pages: 1, version: '2026-09-01', short_of: null },
  { key: 'speech', title: 'Говорим дома', summary: 'Игры для речи на каждый день', topics: ['speech', 'early'], pages: 2, version: '2026-09-01', short_of: null },
  { key: 'adaptation', title: 'Первый месяц в саду', summary: 'Как прощаться и как встречать', topics: ['adaptation'], pages: 2, version: '2026-09-01', short_of: null },
];

const chosen = (keys: string[]) => rows.filter((row) => keys.includes(row.key));

/** As many as fit into the room, each whole or else in brief. */
function fitting(keys: string[], room: number) {
  let left = room;
  return keys.flatMap((key) => {
    const whole = rows.find((row) => row.key === key)!;
    const found = [whole, rows.find((row) => row.short_of === key)].find((row) => row && row.pages <= left);
    left -= found?.pages ?? 0;
    return found ? [{ key: found.key, title: found.title, pages: found.pages, in_brief: found !== whole }] : [];
  });
}

export function handoutCommands(fake: FakeBackend) {
  return {
    async handouts() {
      return rows;
    },

    async plan_handouts(query) {
      const max = lists.pages_max;
      const used = query.request ? (await fake.consultation(query.request)).pages_used : 0;
      const pages = chosen(query.keys).reduce((sum, row) => sum + row.pages, 0);
      const fits = used + pages <= max;
      return { pages, used, max, fits, basis: lists.pages_basis, best: fits ? [] : fitting(query.keys, max - used) };
    },

    async handout_page(query) {
      const titles = chosen(query.keys).flatMap((row) => Array.from({ length: row.pages }, () => row.title));
      return page(query.page, titles, false);
    },

    async give_handouts(form) {
      const { pages } = await fake.plan_handouts(form);
      const record = fake.records.get(form.request) ?? { form: blankRecord(fake.cards.get(form.request)!), versions: [], issued: [] };
      const issue: HandoutIssueRow = {
        id: `h${record.issued.length + 1}`, titles: chosen(form.keys).map((row) => row.title), pages, given: '2026-10-08T13:24', how: form.how, done: true, spoilt: false,
      };
      fake.records.set(form.request, { ...record, issued: [...record.issued, issue] });
      return done(paper(form.how, pages, 'Памятка.pdf'), 'handout');
    },

    async spoil_handout(id) {
      for (const record of fake.records.values()) {
        const issue = record.issued.find((one) => one.id === id);
        if (!issue) continue;
        const spoilt = { ...issue, spoilt: true };
        record.issued = record.issued.map((one) => (one === issue ? spoilt : one));
        return done(spoilt, 'handout');
      }
      return refused({ code: 'not_found' });
    },
  } satisfies Partial<Backend>;
}
