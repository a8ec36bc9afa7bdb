// Who can open the journal: the people, the recovery sheet, one-time codes and the key.
import type { AccountRow, Backend, CodeShown, KeyProgress } from '../contract';
import type { FakeBackend } from '.';
import { done } from './answers';
import { today } from './day';

export const accounts: AccountRow[] = [
  {
    id: 'a1', name: 'Ветрова Ольга Игоревна', label: 'Заведующий', post: 'Заведующий', roles: ['head'], roles_words: 'заведующий',
    consultant: null, has_password: true, without_keyring: false, code_until: null, own: true, last_head: true,
  },
];

/** All groups of a sheet but the first. */
export const sheetGroups = ['054692', '338173', '195085', '132495', '223707', '084513', '718036'];

export const stillKey: KeyProgress = { running: false, words: '', percent: 0, problem: null, changed: false };
const runningKey: KeyProgress = { ...stillKey, running: true, words: 'Журнал переписывается под новым ключом', percent: 30 };

export function codeFor(row: AccountRow): CodeShown {
  return { account: row.id, name: row.name, label: row.label, groups: ['232628', '054692', '338173', '195085', '132495'], until: '2026-10-11T13:22' };
}

export function accessCommands(fake: FakeBackend) {
  return {
    async accounts() {
      return fake.accounts_now;
    },

    async add_account(form) {
      const { password, without_keyring, ...rest } = form;
      const row: AccountRow = {
        ...rest, id: `a${fake.accounts_now.length + 1}`, roles_words: form.roles.join(', '), has_password: password !== '', without_keyring,
        code_until: null, own: false, last_head: false,
      };
      fake.accounts_now = [...fake.accounts_now, row];
      return done(row, 'account');
    },

    async set_password() {
      return done(fake.accounts_now[0]!, 'account');
    },

    async access() {
      return {
        people: fake.accounts_now, restored: [], sheet: { number: 1, made_on: '2026-09-01', tried_on: null, due: false }, older_sheets: [], key_owed: false, key_trouble: null,
        key: stillKey, device_lost: false, ...fake.access_now,
      };
    },

    async change_account({ account, ...rest }) {
      fake.accounts_now = fake.accounts_now.map((row) => (row.id === account ? { ...row, ...rest } : row));
      return done(await fake.access(), 'account');
    },

    async settle_matter(number, is_done) {
      const { restored = [] } = fake.access_now;
      if (is_done) fake.settled.push(...restored.filter((matter) => matter.number === number));
      const back = is_done ? [] : fake.settled.filter((matter) => matter.number === number);
      const left = [...restored.filter((matter) => matter.number !== number), ...back];
      fake.access_now = { ...fake.access_now, restored: left.sort((one, other) => one.number - other.number) };
      return done(await fake.access(), 'account');
    },

    async remove_account(account) {
      fake.accounts_now = fake.accounts_now.filter((row) => row.id !== account);
      fake.access_now = { ...fake.access_now, key_owed: true, key: runningKey };
      return done(await fake.access(), 'account');
    },

    async give_code(account) {
      const code = codeFor(fake.accounts_now.find((row) => row.id === account)!);
      fake.accounts_now = fake.accounts_now.map((row) => (row.id === account ? { ...row, code_until: code.until } : row));
      return code;
    },

    async new_sheet() {
      return { number: 2, date: today, groups: ['111111', ...sheetGroups], ask: [2, 5] };
    },

    async drop_sheet() {},

    async keep_sheet() {
      fake.access_now = { ...fake.access_now, sheet: { number: 2, made_on: today, tried_on: null, due: false }, key_owed: true, key: runningKey };
      return done(await fake.access(), 'account');
    },

    async try_sheet() {
      const { sheet } = await fake.access();
      fake.access_now = { ...fake.access_now, sheet: { ...sheet!, tried_on: today, due: false } };
      return done(await fake.access(), 'account');
    },

    async change_keys() {
      fake.access_now = { ...fake.access_now, key_trouble: null, key: runningKey };
      return done(await fake.access(), 'account');
    },

    async key_progress() {
      fake.access_now = { ...fake.access_now, ...fake.key_next };
      return (await fake.access()).key;
    },
  } satisfies Partial<Backend>;
}
