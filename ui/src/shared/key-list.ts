// Every key of the program. The sheet of keys is drawn from this list, and a test holds it against the
// screens: a key that works and is not listed fails it.

export interface KeyLine {
  /** As the screens ask for it; the first one is shown. */
  combinations: string[];
  words: string;
  /** Shown in place of the combination, where several make one line. */
  show?: string;
}

export interface KeyGroup {
  title: string;
  /** Work also while a question stands. */
  awake?: boolean;
  lines: KeyLine[];
}

const series = (modifier: string, last: number) => Array.from({ length: last }, (_, index) => `${modifier}+${index + 1}`);

export const keyList: KeyGroup[] = [
  {
    title: 'Везде',
    lines: [
      { combinations: ['ctrl+n'], words: 'новая запись' },
      { combinations: ['ctrl+f'], words: 'найти в журнале' },
      { combinations: series('alt', 8), show: 'Alt 1 … Alt 8', words: 'разделы по порядку' },
      { combinations: ['f6'], words: 'с разделов на лист и обратно' },
      { combinations: ['escape'], words: 'назад, закрыть' },
      { combinations: ['f1'], words: 'помощь к этому экрану' },
      { combinations: ['ctrl+/'], words: 'этот список' },
    ],
  },
  {
    title: 'Чужие глаза',
    awake: true,
    lines: [
      { combinations: ['f8'], words: 'скрыть имена, открыть снова' },
      { combinations: ['ctrl+l'], words: 'запереть журнал' },
    ],
  },
  {
    title: 'Запись и приём',
    lines: [
      { combinations: ['ctrl+enter'], words: 'записать, подписать, согласиться' },
      { combinations: series('ctrl', 3), show: 'Ctrl 1 … Ctrl 3', words: 'ближайшее время в новой записи' },
      { combinations: [], show: 'Ctrl 0', words: 'к часам по дням в новой записи, дальше стрелками' },
      { combinations: [], show: 'PgUp, PgDn', words: 'день или неделя раньше и позже' },
      { combinations: ['delete'], show: 'Del', words: 'не пришли — на приёме, время которого наступило' },
      { combinations: [], show: '1 … 9', words: 'выбрать ярлык, пока на ряду рамка' },
      { combinations: ['enter'], show: 'Enter', words: 'открыть строку' },
      { combinations: [], show: 'Пробел', words: 'отметить' },
    ],
  },
  {
    title: 'Бумага',
    lines: [
      { combinations: ['ctrl+p'], words: 'напечатать' },
      { combinations: ['ctrl+shift+p'], words: 'закрыть месяц, печати и исправления месяца' },
      { combinations: ['pageup', 'arrowleft'], show: 'PgUp', words: 'прежняя страница, пока рамка на бумаге' },
      { combinations: ['pagedown', 'arrowright'], show: 'PgDn', words: 'следующая страница' },
      { combinations: ['bracketleft', 'bracketright'], show: '[ и ]', words: 'прежний и следующий квартал в отчётах' },
      { combinations: ['ctrl+s'], words: 'сохранить отчёт для отправки' },
      { combinations: ['ctrl+shift+s'], words: 'сохранить отчёт для центра' },
      { combinations: ['ctrl+home', 'ctrl+end'], show: 'Ctrl Home, End', words: 'края таблицы' },
      { combinations: ['home', 'end'], show: 'Home, End', words: 'первая и последняя страница' },
    ],
  },
  {
    title: 'Размер',
    awake: true,
    lines: [
      { combinations: ['ctrl+equal', 'ctrl+shift+equal', 'ctrl+numpadadd', 'ctrl++'], show: 'Ctrl +', words: 'крупнее' },
      { combinations: ['ctrl+minus', 'ctrl+numpadsubtract', 'ctrl+-'], show: 'Ctrl −', words: 'мельче' },
      { combinations: ['ctrl+0'], show: 'Ctrl 0', words: 'обычный размер' },
    ],
  },
];

/** «ctrl+enter» → «Ctrl Enter» */
export function shown(line: KeyLine): string {
  const names: Record<string, string> = { escape: 'Esc' };
  const parts = (line.combinations[0] ?? '').split('+');
  return line.show ?? parts.map((part) => names[part] ?? part[0]!.toUpperCase() + part.slice(1)).join(' ');
}
