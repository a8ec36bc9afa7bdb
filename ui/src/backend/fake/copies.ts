// Copies of the journal, and restoring from one.
import type { Backend, CopiesView, CopyContent, CopyLine, Copying, Restoring } from '../contract';
import type { FakeBackend } from '.';
import { done, problem } from './answers';

const held = { what_words: '128 обращений, 96 записей приёмов', sheet_words: 'Лист восстановления № 1 от 05.10.2026' };

const line = (key: string, made_words: string, over: Partial<CopyLine> = {}): CopyLine => ({
  key, made: '2026-10-08T09:02', made_words, ...held, size_words: '12 МБ',
  state: 'proven', state_words: 'проверена сегодня, 09:02', second: false, best: false, ...over,
});

export const copies: CopiesView = {
  last_words: 'Последняя проверенная копия: сегодня, 09:02',
  rows: [
    line('2026-10-08-1.poryadok-copy', '08.10.2026, 09:02', { best: true, second: true }),
    line('2026-10-07-1.poryadok-copy', '07.10.2026, 09:05', { state_words: 'проверена вчера, 09:05' }),
    line('2026-10-06-1.poryadok-copy', '06.10.2026, 09:01', { state: 'damaged', state_words: 'повреждена' }),
  ],
  folder: '/home/kc/.local/share/poryadok/copies',
  kept_words: 'Хранятся копии за 7 последних дней, 5 недель и 12 месяцев, вместе не больше 20 ГБ.',
  taken_words: 'Занято 24 МБ',
  second: { folder: '/media/kc/COPIES', there: false, words: 'Диск не вставлен. Копии делаются на этот компьютер; вставьте диск, и следующая ляжет и на него.' },
  doubt: null,
  may_manage: true,
};

export const idleCopying: Copying = {
  running: false, key: false, words: '', percent: 0, problem: null, remark: null, proven: true, stale: false, last_words: copies.last_words,
};

const content: Omit<CopyContent, 'name'> = {
  centre: 'КЦ «Росинка»', made_words: '08.10.2026, 09:02', ...held,
  ways: [{ slot: 's1', label: 'Заведующий', needs_keyring: true, wait: 0 }],
  closed_words: '',
  present_words: 'После этой копии в журнале прибавилось: 2 обращения, 12 строк истории. В восстановленном этого не будет. Нынешний журнал не сотрётся: он будет отложен целиком в папку рядом.',
  is_folder: false,
};

export const startedRestoring: Restoring = { running: true, words: 'Копируется журнал', percent: 40, problem: null, done: null };

const restored: Restoring = {
  running: false, words: '', percent: 0, problem: null,
  done: {
    lost_words: 'Потеряно: 2 обращения, 12 строк истории.', numbers_words: 'Номера и коды продолжатся с последних известных.',
    aside_words: 'Прежний журнал отложен целиком: /home/kc/.local/share/poryadok/journal.aside-2026-10-08-1', list_words: '', closed_words: '', people_words: [], left_words: '',
  },
};

export function copyCommands(fake: FakeBackend) {
  return {
    async copying() {
      const now = fake.copying_now;
      fake.copying_now = idleCopying;
      return now;
    },

    async make_copy() {
      fake.copying_now = { ...idleCopying, last_words: 'Последняя проверенная копия: сегодня, 13:20' };
      return { ...idleCopying, running: true, words: 'Копируется журнал', percent: 30 };
    },

    async stop_copy() {
      return { ...idleCopying, problem: problem({ code: 'copy_stopped' }) };
    },

    async copies() {
      return fake.copies_now;
    },

    async choose_second_place() {
      fake.copies_now = { ...fake.copies_now, second: { folder: '/media/kc/COPIES', there: true, words: 'Диск на месте: новая копия ляжет и туда.' } };
      return done(fake.copies_now, 'copy');
    },

    async forget_second_place() {
      fake.copies_now = { ...fake.copies_now, second: null };
      return done(fake.copies_now, 'copy');
    },

    async tidy_copies() {
      fake.copies_now = { ...fake.copies_now, doubt: null };
      return done(fake.copies_now, 'copy');
    },

    async copies_found() {
      return fake.copies_now.rows;
    },

    async look_into_copy(key) {
      return { ...content, name: key };
    },

    async choose_copy_file() {
      return { ...content, name: 'с флешки.poryadok-copy', present_words: 'Журнала на этом компьютере ещё нет: он появится из копии.' };
    },

    async choose_journal_folder() {
      return null;
    },

    async begin_restore() {
      fake.restoring_now = restored;
      return startedRestoring;
    },

    async restoring() {
      return fake.restoring_now;
    },

    async stop_restore() {
      return { ...startedRestoring, running: false, problem: problem({ code: 'restore_stopped' }) };
    },
  } satisfies Partial<Backend>;
}
