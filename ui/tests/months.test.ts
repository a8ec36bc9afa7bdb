import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { printOf } from '../src/backend/fake/months';
import { atDesk, byId, flaws, goTo, press } from './stage';

const september = { year: 2026, month: 9 };
const at = 2026 * 12 + 9;

/** The head comes from Сегодня, where the past month is reminded of. */
async function fromToday() {
  const desk = await atDesk();
  await desk.person.click(await waitFor(() => byId('control-close-month')));
  await screen.findByRole('dialog', { name: 'Закрыть сентябрь 2026' });
  return desk;
}

describe('Закрытие месяца', () => {
  it('goes from what is missing to the record and back again, by the keyboard alone', async () => {
    const { backend, person } = await fromToday();
    const [first] = await screen.findAllByTestId('missing-item');
    await waitFor(() => expect(document.activeElement).toBe(first));
    expect(byId('closing-stopped').textContent).toContain('1 дело');
    expect(document.getElementById('closing-do')).toBeNull();
    expect(await flaws()).toEqual([]);
    await person.keyboard('{Enter}');
    await screen.findByRole('heading', { name: 'Приём' });
    expect(backend.last('consultation')).toEqual(['q4']);
    backend.missing_now = backend.missing_now.filter((group) => !group.stops);
    press('Escape', 'Escape');
    await screen.findByRole('dialog', { name: 'Закрыть сентябрь 2026' });
    expect(await screen.findAllByTestId('missing-item')).toHaveLength(1);
  });

  it('stands again at the line that was opened', async () => {
    const { person } = await fromToday();
    const items = await screen.findAllByTestId('missing-item');
    const last = items.at(-1)!;
    expect(items.length).toBeGreaterThan(1);
    await person.click(last);
    await screen.findByRole('heading', { level: 1 });
    press('Escape', 'Escape');
    await screen.findByRole('dialog', { name: 'Закрыть сентябрь 2026' });
    await waitFor(() => expect(document.activeElement?.getAttribute('href')).toBe(last.getAttribute('href')));
  });

  it('asks for a reason over what is warned of, closes and prints, and says so when the printer fails', async () => {
    const { backend, person } = await fromToday();
    backend.missing_now = backend.missing_now.filter((group) => !group.stops);
    await person.click(byId('closing-close'));
    press('KeyP', 'З', { ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('missing-item')));
    byId('closing-reason').focus();
    await person.keyboard('{Enter}');
    await waitFor(() => byId('closing-reason-error'));
    await person.type(byId('closing-reason'), 'ждём документ');
    await person.click(byId('closing-bound'));
    backend.refuse('paper_journal', { code: 'no_printer' });
    await person.click(byId('closing-do'));
    expect(await waitFor(() => byId('closing-closed').textContent)).toContain('контрольное число 7F3A1-9C2D4');
    expect(backend.last('close_month')).toEqual([{ key: september, reason: 'ждём документ', bound: true }]);
    expect(await screen.findByText('Принтер не найден.', { exact: false })).toBeTruthy();
    expect(screen.getByTestId('kept-print').textContent).toContain('с обложкой');
    expect(await flaws()).toEqual([]);
    await person.click(byId('closing-print'));
    await screen.findByRole('dialog', { name: 'Печать за сентябрь 2026' });
    await person.keyboard('{Enter}');
    await waitFor(() => expect(backend.last('paper_journal')).toEqual([{ paper: { key: september, kind: 'services', names: false, bound: false, print: 1 }, how: 'print' }]));
    expect(await screen.findByText('закрыт 08.10.2026')).toBeTruthy();
  });

  it('shows what was corrected, makes the corrected print and offers every kept one', async () => {
    const { backend, person } = await atDesk();
    backend.months_now.set(at, { closed: true, prints: [printOf(1, false)], unprinted: 1, reason: '' });
    await goTo(person, 'Журнал');
    await person.click(await screen.findByRole('button', { name: 'Предыдущий месяц' }));
    expect(await waitFor(() => byId('journal-unprinted').textContent)).toContain('1');
    await person.click(byId('month-close'));
    expect((await screen.findByTestId('month-correction')).textContent).toContain('в печать ещё не вошло');
    expect(await flaws()).toEqual([]);
    expect(document.activeElement?.id).toBe('closing-correct');
    await person.click(byId('closing-correct'));
    await waitFor(() => expect(screen.getAllByTestId('kept-print')).toHaveLength(2));
    expect(screen.getAllByTestId('kept-print')[0]!.textContent).toContain('контрольное число 7F3A1-9C2D4');
    expect(backend.last('keep_corrected_print')).toEqual([{ key: september, bound: false }]);
    await person.click(byId('closing-print'));
    const dialog = await screen.findByRole('dialog', { name: 'Печать за сентябрь 2026' });
    expect(within(dialog).getByRole('radio', { name: /Печать 2, исправлено/ })).toHaveProperty('checked', true);
    await person.click(byId('paper-print-1'));
    await person.click(byId('journal-save'));
    await waitFor(() => expect(backend.last('paper_journal')?.[0]).toMatchObject({ paper: { print: 1 }, how: 'save' }));
  });

  it('is the head\'s alone', async () => {
    const { person } = await atDesk({ me: { roles: ['administrator'] } });
    await goTo(person, 'Журнал');
    await person.click(await screen.findByRole('button', { name: 'Предыдущий месяц' }));
    expect(await screen.findByText('окончен, не закрыт')).toBeTruthy();
    expect(document.getElementById('month-close')).toBeNull();
  });
});

describe('Отправленный квартал', () => {
  it('is sealed after a question and keeps what was put right beside its figures', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Отчёты');
    await person.click(await waitFor(() => byId('quarter-seal')));
    await screen.findByRole('dialog', { name: /отправлен\?/ });
    await person.keyboard('{Escape}');
    expect(backend.last('seal_quarter')).toBeUndefined();
    await person.click(byId('quarter-seal'));
    backend.clarified_now = true;
    await person.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement?.id).toBe('quarter-sealed'));
    expect(backend.last('seal_quarter')).toEqual([{ year: 2026, quarter: 4 }]);
    expect(screen.getByTestId('clarified-record').textContent).toContain('обращение № 1');
    expect(screen.getByTestId('clarified-figure').textContent).toContain('отправлено 3, стало 2');
    expect(await flaws()).toEqual([]);
  });

  it('says which months are still open', async () => {
    const { backend, person } = await atDesk();
    backend.seal_waits_now = 'Не закрыты месяцы: ноябрь, декабрь';
    await goTo(person, 'Отчёты');
    expect(await waitFor(() => byId('quarter-seal-waits').textContent)).toContain('ноябрь, декабрь');
    expect(document.getElementById('quarter-seal')).toBeNull();
  });
});
