// Copies of the invented centre: data of `fake.ts`.
import type { CopiesView, CopyContent, CopyLine, Copying, Restoring } from './contract';

const line = (key: string, made_words: string, over: Partial<CopyLine> = {}): CopyLine => ({
  key, made: '2026-10-08T09:02', made_words, what_words: '128 обращений, 96 записей приёмов', size_words: '12 МБ',
  sheet_words: 'Лист восстановления № 1 от 05.10.2026', state: 'proven', state_words: 'проверена сегодня, 09:02', second: false, best: false, ...over,
});

export const fakeCopies: CopiesView = {
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

export const fakeCopying: Copying = {
  running: false, key: false, words: '', percent: 0, problem: null, remark: null, proven: true, stale: false, last_words: fakeCopies.last_words,
};

export const fakeContent: CopyContent = {
  name: '2026-10-08-1.poryadok-copy', centre: 'КЦ «Росинка»', made_words: '08.10.2026, 09:02', what_words: '128 обращений, 96 записей приёмов',
  sheet_words: 'Лист восстановления № 1 от 05.10.2026', ways: [{ slot: 's1', label: 'Заведующий', needs_keyring: true, wait: 0 }],
  closed_words: '',
  present_words: 'После этой копии в журнале прибавилось: 12 строк истории. В восстановленном этого не будет. Нынешний журнал не сотрётся: он будет отложен целиком в папку рядом.',
  same_journal: true,
};

export const fakeRestoring: Restoring = { running: true, words: 'Копируется журнал', percent: 40, problem: null, done: null };

export const fakeRestored: Restoring = {
  running: false, words: '', percent: 0, problem: null,
  done: {
    lost_words: 'Потеряно строк истории: 12.', numbers_words: 'Номера и коды продолжатся с последних известных.',
    aside_words: 'Прежний журнал отложен целиком: /home/kc/.local/share/poryadok/journal.aside-2026-10-08-1', list_words: '', closed_words: '',
  },
};
