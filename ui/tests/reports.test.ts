import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { atDesk, byId, flaws, goTo, press } from './stage';

async function atReports(state: Parameters<typeof atDesk>[0] = {}) {
  const desk = await atDesk(state);
  await goTo(desk.person, 'Отчёты');
  return desk;
}

describe('Отчёты', () => {
  it('show eight tables, a dash for what is not kept, and the months as a picture with a name', async () => {
    const { person } = await atReports();
    const grid = await screen.findByRole('grid', { name: /Т1/ });
    const row = within(grid).getByRole('row', { name: /Опрошено получателей/ });
    expect(within(row).getAllByText('—')).toHaveLength(5);
    expect(screen.getByRole('img', { name: /сен 3, окт 1/ })).toBeTruthy();
    expect(await flaws()).toEqual([]);
    const tables = screen.getByRole('navigation', { name: 'Таблицы отчёта' });
    expect(within(tables).getAllByRole('button').map((button) => button.textContent?.slice(0, 2))).toEqual(['Т1', 'Т2', 'Т3', 'Т4', 'Т5', 'Т6', 'Т8', 'Т9']);
    await person.click(within(tables).getByRole('button', { name: /Т2/ }));
    expect(screen.getByRole('rowheader', { name: 'выездная' })).toBeTruthy();
    expect(await flaws()).toEqual([]);
  });

  it('open the records behind a figure by the keyboard alone, and come back to it', async () => {
    const { backend, person } = await atReports();
    const start = await waitFor(() => byId<HTMLButtonElement>('figure-Т1-0-3'));
    expect(start.tabIndex).toBe(0);
    start.focus();
    await person.keyboard('{ArrowDown}');
    await waitFor(() => expect(document.activeElement?.id).toBe('figure-Т1-1-3'));
    await person.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
    await waitFor(() => expect(document.activeElement?.id).toBe('figure-Т1-1-0'));
    await person.keyboard('{Enter}');
    await waitFor(() => expect(backend.last('figure')).toEqual([{ opens: '2026-10/services', from: 0 }]));
    const list = await screen.findByRole('heading', { name: /Оказано услуг всего, октябрь: 1 запись/ });
    await waitFor(() => expect(document.activeElement).toBe(list));
    expect(screen.getByText('учтена: приём 08.10.2026, запись подписана')).toBeTruthy();
    expect(await flaws()).toEqual([]);
    await person.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement?.id).toBe('figure-Т1-1-0'));
    expect(screen.getByRole('heading', { level: 1, name: 'Отчёты' })).toBeTruthy();
  });

  it('stand still on a nought and on a dash: there is nothing behind them', async () => {
    const { backend, person } = await atReports();
    await person.click(await waitFor(() => byId('figure-Т1-0-1')));
    await person.click(byId('figure-Т1-3-0'));
    expect(backend.last('figure')).toBeUndefined();
    expect(byId('figure-Т1-3-0').getAttribute('aria-disabled')).toBe('true');
  });

  it('read a long list a page at a time', async () => {
    const { backend, person } = await atReports();
    await person.click(await waitFor(() => byId('figure-Т1-0-4')));
    expect(await screen.findAllByTestId('behind-row')).toHaveLength(50);
    await person.click(screen.getByRole('button', { name: 'Ещё 10 из 10' }));
    await waitFor(() => expect(screen.getAllByTestId('behind-row')).toHaveLength(60));
    expect(backend.last('figure')).toEqual([{ opens: 'year/requests', from: 50 }]);
    expect(screen.queryByText(/^Ещё/)).toBeNull();
  });

  it('show every record of the quarter with the reason, and open its card', async () => {
    const { person } = await atReports();
    await person.click(await screen.findByRole('button', { name: 'Все записи и почему учтены' }));
    expect(await screen.findByText(/не учтена, потому что не состоялась: сбой у получателя/)).toBeTruthy();
    await person.click(screen.getByRole('button', { name: /№ 4/ }));
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 }).textContent).not.toBe('Отчёты'));
  });

  it('go from quarter to quarter by [ and ] in any layout, and teach in an empty one', async () => {
    const { backend } = await atReports();
    await screen.findByRole('grid');
    press('BracketLeft', 'х');
    expect(await screen.findByText(/За этот квартал ничего не записано/)).toBeTruthy();
    expect(backend.last('quarter')).toEqual([{ year: 2026, quarter: 3 }]);
    expect(await flaws()).toEqual([]);
    press('BracketRight', 'ъ');
    expect(await screen.findByRole('grid')).toBeTruthy();
  });

  it('lead from a quarter that still runs to the one that is over, and keep the hand there', async () => {
    const { backend, person } = await atReports();
    await person.click(await screen.findByRole('button', { name: /Открыть III квартал/ }));
    await waitFor(() => expect(backend.last('quarter')).toEqual([{ year: 2026, quarter: 3 }]));
    await waitFor(() => expect(document.activeElement?.id).toBe('quarter-previous'));
    expect(screen.queryByRole('button', { name: /Открыть III/ })).toBeNull();
  });

  it('save both workbooks and name the file', async () => {
    const { backend, person } = await atReports();
    await screen.findByRole('grid');
    press('KeyS', 'ы', { ctrlKey: true });
    expect(await screen.findByText(/Отчёт 2026-4.xlsx/)).toBeTruthy();
    expect(backend.last('save_quarter')).toEqual([{ key: { year: 2026, quarter: 4 }, copy: 'upload' }]);
    await person.click(screen.getByRole('button', { name: /Копия центра/ }));
    await waitFor(() => expect(backend.last('save_quarter')).toEqual([{ key: { year: 2026, quarter: 4 }, copy: 'centre' }]));
  });

  it('say what happened when a list or a report cannot be read', async () => {
    const { backend, person } = await atReports();
    const cell = await waitFor(() => byId('figure-Т1-0-0'));
    backend.refuse('figure', { code: 'disk_full' });
    await person.click(cell);
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(await flaws()).toEqual([]);
  });

  it('say to a consultant whose work it is', async () => {
    const { backend } = await atReports({ me: { roles: ['consultant'] } });
    expect(await screen.findByText(/Отчёты видят заведующий и администратор/)).toBeTruthy();
    expect(backend.last('quarter')).toBeUndefined();
    expect(await flaws()).toEqual([]);
  });
});
