// Every screen in every state: what axe finds, and whether a hidden name can still be found.
import { cleanup, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../src/backend/contract';
import type { FakeBackend, FakeState } from '../src/backend/fake';
import { atDesk, begin, byId, flaws, press } from './stage';

type Person = Awaited<ReturnType<typeof begin>>['person'];

interface View {
  name: string;
  /** From «Сегодня» to the view. */
  go: (person: Person) => Promise<void>;
  /** What it reads: refused and never answered in turn. */
  reads: (keyof Backend)[];
}

const section = (number: number) => async () => press(`Digit${number}`, '', { altKey: true });
const settings = (part: string) => async (person: Person) => {
  press('Digit8', '*', { altKey: true });
  await screen.findByRole('heading', { level: 1, name: 'Настройки' });
  await person.click(byId(`settings-${part}`));
};

const views: View[] = [
  { name: 'Сегодня', go: section(1), reads: ['today'] },
  { name: 'Запись', go: section(2), reads: ['free_times'] },
  { name: 'Поиск', go: async () => press('KeyF', 'а', { ctrlKey: true }), reads: ['journal_month'] },
  { name: 'Приём', go: section(3), reads: ['to_record'] },
  { name: 'Журнал', go: section(4), reads: ['journal_month'] },
  { name: 'Раздатки', go: section(5), reads: ['handouts'] },
  { name: 'Мероприятия', go: section(6), reads: ['events'] },
  { name: 'Отчёты', go: section(7), reads: ['quarter'] },
  { name: 'Настройки: консультанты', go: settings('consultants'), reads: ['consultants'] },
  { name: 'Настройки: кабинеты', go: settings('rooms'), reads: ['rooms'] },
  { name: 'Настройки: организации', go: settings('organisations'), reads: ['list_rows'] },
  { name: 'Настройки: списки', go: settings('lists'), reads: ['list_rows'] },
  { name: 'Настройки: рабочие дни', go: settings('days'), reads: ['working_year'] },
  { name: 'Настройки: центр', go: settings('centre'), reads: ['centre'] },
  { name: 'Настройки: порядок', go: settings('order'), reads: ['order'] },
  { name: 'Настройки: люди', go: settings('accounts'), reads: ['access'] },
  { name: 'Настройки: история', go: settings('history'), reads: ['history', 'history_state'] },
  { name: 'Настройки: пароль', go: settings('password'), reads: [] },
  { name: 'Настройки: облик', go: settings('look'), reads: [] },
  { name: 'Настройки: о программе', go: settings('about'), reads: ['opening'] },
  { name: 'Клавиши', go: async () => press('Slash', '.', { ctrlKey: true }), reads: [] },
  { name: 'Помощь', go: async () => press('F1', 'F1'), reads: ['guide'] },
];

const states = ['full', 'empty', 'busy', 'refused', 'consultant'] as const;

function spoil(backend: FakeBackend, reads: View['reads'], state: (typeof states)[number]) {
  for (const command of reads) {
    if (state === 'refused') backend.refuse(command, { code: 'disk_trouble', about: '5' });
    if (state === 'busy') backend.hold(command);
  }
}

const beginnings: Record<(typeof states)[number], Partial<FakeState>> = {
  full: {}, busy: {}, refused: {}, empty: { empty: true },
  consultant: { me: { roles: ['consultant'], roles_words: 'консультант', consultant: 'c3' } },
};

/** Lets what was asked for arrive. */
const settled = () => new Promise((done) => setTimeout(done, 30));

describe('axe finds nothing', () => {
  for (const view of views) {
    it(`on «${view.name}» in any state`, async () => {
      for (const state of states) {
        if ((state === 'busy' || state === 'refused') && view.reads.length === 0) continue;
        // What the role does not show has no state.
        if (state === 'consultant' && ['Настройки: люди', 'Настройки: история'].includes(view.name)) continue;
        const { backend, person } = await atDesk(beginnings[state]);
        // From elsewhere, so that the view is read anew.
        press('Digit5', '%', { altKey: true });
        await screen.findByRole('heading', { level: 1, name: 'Раздатки' });
        await settled();
        spoil(backend, view.reads, state);
        await view.go(person);
        await settled();
        expect(await flaws(), state).toEqual([]);
        if (state === 'refused') expect(screen.queryAllByRole('alert').length, 'the refusal is said').toBeGreaterThan(0);
        cleanup();
      }
    }, 60_000);
  }

  it('on the cover and the first start', async () => {
    for (const state of [{}, { opening: { stage: 'no_journal' } }, { opening: { stage: 'trouble', trouble: { code: 'journal_damaged', field: null, about: null } } }] as Partial<FakeState>[]) {
      await begin(state);
      expect(await flaws()).toEqual([]);
      press('F1', 'F1');
      await screen.findByRole('complementary', { name: 'Помощь' });
      expect(await flaws()).toEqual([]);
      cleanup();
    }
  }, 60_000);
});

/** People of the invented centre who come for help; staff are not hidden, their names hang on the doors. */
const helped = /Иванов|Смирнов|Громов|Лисин|Ёлкин|Әлфия|\+7 900 000-12/;

describe('hidden names', () => {
  for (const view of views) {
    it(`are not in the page on «${view.name}»`, async () => {
      const { person } = await atDesk();
      await settled();
      press('F8', 'F8');
      await view.go(person);
      await settled();
      expect(document.body.textContent).not.toMatch(helped);
    });
  }
});

describe('the focus', () => {
  it('is never lost between screens', async () => {
    await atDesk();
    for (let number = 1; number <= 8; number += 1) {
      press(`Digit${number}`, '', { altKey: true });
      await waitFor(() => expect(document.querySelector('main')?.contains(document.activeElement), `section ${number}`).toBe(true));
    }
  });

  it('comes back from a dialog and from the help', async () => {
    const { person } = await atDesk();
    const button = byId('shortcuts');
    await person.click(button);
    await screen.findByRole('dialog', { name: 'Клавиши' });
    press('Escape', 'Escape');
    await waitFor(() => expect(document.activeElement).toBe(button));
    press('F1', 'F1');
    await waitFor(() => expect(document.activeElement?.id).toBe('help-title'));
    expect(document.activeElement?.textContent).toBe('Сегодня');
    press('Escape', 'Escape');
    await waitFor(() => expect(document.activeElement).toBe(button));
    expect(screen.queryByRole('complementary', { name: 'Помощь' })).toBeNull();
  });

  it('moves to the nearest when the line it stood on goes', async () => {
    const { person } = await atDesk();
    await settings('days')(person);
    await person.click(await screen.findByRole('button', { name: /Убрать/ }));
    await waitFor(() => expect(screen.queryByTestId('own-day')).toBeNull());
    await waitFor(() => expect(document.activeElement?.id).toBe('day-date'));
    // Nobody says where to go here: the keeper does.
    const form = byId('day-words').closest('form')!;
    byId('day-words').focus();
    form.remove();
    await waitFor(() => expect(document.querySelector('main')?.contains(document.activeElement)).toBe(true));
  });

  it('goes from the sections to the sheet, to the help and round by F6', async () => {
    await atDesk();
    press('F6', 'F6');
    expect(document.activeElement?.id).toBe('nav-today');
    press('F6', 'F6');
    expect(document.querySelector('main')?.contains(document.activeElement)).toBe(true);
    press('F1', 'F1');
    await waitFor(() => expect(document.activeElement?.id).toBe('help-title'));
    press('F6', 'F6');
    expect(document.activeElement?.id).toBe('nav-today');
  });
});

describe('the help', () => {
  it('follows the screen, finds headings and opens them', async () => {
    const { person } = await atDesk();
    press('F1', 'F1');
    await screen.findByRole('heading', { level: 2, name: 'Сегодня' });
    press('Digit4', ';', { altKey: true });
    await waitFor(() => expect(byId('help-title').textContent).toBe('Журнал'));
    await person.type(screen.getByLabelText('Найти в помощи'), 'печат');
    await person.click(await screen.findByRole('button', { name: 'Если что-то случилось: Не печатает' }));
    expect(document.activeElement?.textContent).toBe('Не печатает');
    expect(byId('help-title').textContent).toBe('Если что-то случилось');
  });

  it('says when it cannot be read, and tries again', async () => {
    const { backend, person } = await atDesk();
    backend.refuse('guide', { code: 'inner', about: 'guide' });
    press('F1', 'F1');
    await person.click(await screen.findByRole('button', { name: 'Повторить' }));
    await screen.findByRole('heading', { level: 2, name: 'Сегодня' });
  });
});
