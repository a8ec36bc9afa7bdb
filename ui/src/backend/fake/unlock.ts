// The cover, the first start, and who one is behind the door, in the practice journal too.
import type { Backend } from '../contract';
import type { FakeBackend } from '.';
import { codeFor, sheetGroups } from './access';
import { choice } from './answers';
import { today } from './day';

export function unlockCommands(fake: FakeBackend) {
  const enter = () => {
    fake.locked = false;
    return fake.me();
  };

  return {
    async opening() {
      const stage = fake.locked ? 'locked' : 'open';
      return {
        stage, centre: 'КЦ «Росинка»', keyring: 'ready', trouble: null, second_slot_file_used: false,
        today, version: '0.1.0',
        ways: fake.ways_now,
        codes: [], sheet_wait: 0,
        ...fake.state.opening,
        ...(fake.state.opening.stage === 'open' ? { stage } : {}),
      };
    },

    async setup_choices() {
      return {
        regions: [
          { key: 'tatarstan', name: 'Республика Татарстан', zone: 'Europe/Moscow', holidays_known: true },
          { key: 'bashkortostan', name: 'Республика Башкортостан', zone: 'Asia/Yekaterinburg', holidays_known: true },
          { key: 'chukotka', name: 'Чукотский автономный округ', zone: 'Asia/Anadyr', holidays_known: false },
        ],
        zones: [choice('Europe/Moscow', 'Москва, UTC+3'), choice('Asia/Yekaterinburg', 'Екатеринбург, UTC+5'), choice('Asia/Anadyr', 'Анадырь, UTC+12')],
        profiles: [choice('default', 'Порядок по умолчанию', 'десять дней, пять страниц, анонимно можно')],
        password_least: 10,
        password_least_without_keyring: 16,
      };
    },

    async prepare_journal() {
      return { number: 1, date: today, groups: ['232628', ...sheetGroups], ask: [3, 7] };
    },

    async print_sheet() {
      return { how: 'print', pages: 1, file_name: null };
    },

    async create_journal() {
      // From now on there is a door.
      fake.state.opening = {};
      return enter();
    },

    async unlock() {
      return enter();
    },

    async unlock_by_sheet() {
      return { ...(await enter()), by_sheet: true };
    },

    async open_for_reading() {
      fake.reading = true;
      return enter();
    },

    async enter_by_code() {
      return enter();
    },

    async recover() {
      const others = fake.accounts_now.filter((row) => !row.own);
      fake.become({ by_sheet: false });
      return { me: await fake.me(), codes: others.map(codeFor) };
    },

    async lock() {
      fake.locked = true;
      fake.practice = null;
      fake.reading = false;
    },

    async open_practice() {
      return fake.practice_as('administrator');
    },

    async practice_as(role) {
      fake.practice = role;
      return enter();
    },

    async reset_practice() {
      return fake.me();
    },

    async leave_practice() {
      await fake.lock();
      return fake.opening();
    },

    async me() {
      return {
        account: 'a1', name: 'Ветрова Ольга Игоревна', short_name: 'Ветрова О. И.', roles: ['head'], roles_words: 'заведующий', consultant: null,
        centre: 'КЦ «Росинка»', by_sheet: false, heads: [], sheet_number: 1, sheet_due: false, today, lock_after_minutes: 5,
        practice: fake.practice !== null, for_reading: fake.reading, ...fake.state.me,
        ...(fake.practice ? { roles: [fake.practice], centre: 'КЦ «Небывальщина» (учебный)' } : {}),
      };
    },
  } satisfies Partial<Backend>;
}
