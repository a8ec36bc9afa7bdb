// The help of F1: a page for each screen, all with the same few lines.
import type { Backend, GuidePage } from '../contract';

const span = (text: string, kind: 'plain' | 'button' | 'key' = 'plain') => ({ kind, text });

const guide: GuidePage[] = [
  ['first', 'Первые шаги'], ['today', 'Сегодня'], ['booking', 'Запись'], ['consultation', 'Приём'], ['journal', 'Журнал'], ['handouts', 'Раздатки'],
  ['events', 'Мероприятия'], ['reports', 'Отчёты'], ['settings', 'Настройки'], ['cover', 'Вход и замок'], ['keyboard', 'Клавиши'], ['trouble', 'Если что-то случилось'],
].map(([key, title]) => ({
  key: key!, title: title!,
  blocks: [
    { kind: 'text', spans: [span(`О разделе «${title}». Нажмите `), span('Записать', 'button'), span(' или '), span('Ctrl Enter', 'key'), span('.')] },
    { kind: 'heading', spans: [span(key === 'trouble' ? 'Не печатает' : 'По шагам')] },
    { kind: 'step', spans: [span('Сначала одно.')] },
    { kind: 'step', spans: [span('Потом другое.')] },
    { kind: 'item', spans: [span('Без порядка.')] },
    { kind: 'note', spans: [span('Подписанное цело.')] },
  ],
}));

export function helpCommands() {
  return {
    async guide() {
      return guide;
    },
  } satisfies Partial<Backend>;
}
