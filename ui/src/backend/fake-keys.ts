// Who can open the invented journal: data of `fake.ts`.
import type { AccessView, AccountRow, CodeShown, KeyProgress, SheetShown } from './contract';

export const fakePeople: AccountRow[] = [
  {
    id: 'a1', name: 'Ветрова Ольга Игоревна', label: 'Заведующий', post: 'Заведующий', roles: ['head'], roles_words: 'заведующий',
    consultant: null, has_password: true, without_keyring: false, code_until: null, own: true, last_head: true,
  },
];

export const fakeKey: KeyProgress = { running: false, words: '', percent: 0, problem: null, changed: false };
export const fakeKeyRunning: KeyProgress = { ...fakeKey, running: true, words: 'Журнал переписывается под новым ключом', percent: 30 };

export function fakeAccess(people: AccountRow[], standing: Partial<AccessView>): AccessView {
  return {
    people, sheet: { number: 1, made_on: '2026-09-01', tried_on: null, due: false }, older_sheets: [], key_owed: false, key_trouble: null,
    key: fakeKey, device_lost: false, ...standing,
  };
}

export const fakeNewSheet: SheetShown = {
  number: 2, date: '2026-10-08', groups: ['111111', '054692', '338173', '195085', '132495', '223707', '084513', '718036'], ask: [2, 5],
};

export function fakeCode(row: AccountRow): CodeShown {
  return { account: row.id, name: row.name, label: row.label, groups: ['232628', '054692', '338173', '195085', '132495'], until: '2026-10-11T13:22' };
}
