import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { atDesk, byId, flaws, goTo, press } from './stage';

const field = () => byId('journal-find') as HTMLInputElement;

describe('Поиск', () => {
  it('is reached by Ctrl+F from anywhere, finds as one types and marks what it found', async () => {
    const { person } = await atDesk();
    press('KeyF', 'а', { ctrlKey: true });
    await screen.findByRole('heading', { level: 1, name: 'Журнал' });
    await waitFor(() => expect(document.activeElement).toBe(field()));
    await person.type(field(), 'Смирн');
    // What the first letters found stands until the whole word is answered.
    await waitFor(() => expect(document.querySelector('mark')?.textContent).toBe('Смирн'));
    expect((await screen.findAllByTestId('found-row')).length).toBeGreaterThan(0);
    expect(byId('journal-found').textContent).toMatch(/^найден/);
    expect(await flaws()).toEqual([]);
    press('F8', 'F8');
    await waitFor(() => expect(document.body.textContent).not.toContain('Смирнова'));
  });

  it('goes down into the rows and back, opens one, and is as it was left on return', async () => {
    const { person } = await atDesk();
    await goTo(person, 'Журнал');
    await person.type(field(), '№');
    await screen.findAllByTestId('found-row');
    await person.keyboard('{ArrowDown}');
    expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Открыть №/);
    fireEvent.keyDown(document.activeElement!, { code: 'ArrowUp', key: 'ArrowUp' });
    expect(document.activeElement).toBe(field());
    await person.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('heading', { level: 1, name: 'Журнал' })).toBeNull());
    press('Escape', 'Escape');
    await screen.findByRole('heading', { level: 1, name: 'Журнал' });
    expect(field().value).toBe('№');
    await screen.findAllByTestId('found-row');
  });

  it('clears with Escape and shows the month again', async () => {
    const { person } = await atDesk();
    await goTo(person, 'Журнал');
    await screen.findAllByTestId('journal-row');
    await person.type(field(), 'П-');
    await screen.findAllByTestId('found-row');
    expect(screen.queryByTestId('journal-row')).toBeNull();
    press('Escape', 'Escape');
    await screen.findAllByTestId('journal-row');
    expect(field().value).toBe('');
    expect(document.activeElement).toBe(field());
  });

  it('asks for a period by its name, and for days as they are typed', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Журнал');
    await person.selectOptions(byId('filter-period'), 'quarter');
    await waitFor(() => expect(backend.last('search')?.[0]).toMatchObject({ period: 'quarter', from: null, to: null }));
    await person.selectOptions(byId('filter-period'), 'other');
    await person.type(byId('filter-from'), '01.09.2026');
    await person.tab();
    await waitFor(() => expect(backend.last('search')?.[0]).toMatchObject({ period: null, from: '2026-09-01', to: null }));
  });

  it('says when nothing is found and offers to take the filters off', async () => {
    const { person } = await atDesk();
    await goTo(person, 'Журнал');
    await person.selectOptions(byId('filter-form'), 'written');
    await screen.findByText(/Ничего не нашлось/);
    expect(await flaws()).toEqual([]);
    await person.click(byId('found-clear'));
    await screen.findAllByTestId('journal-row');
    await person.type(field(), 'нетакогослова');
    await screen.findByText(/Ничего не нашлось/);
    expect(byId('journal-found').textContent).toBe('ничего не найдено');
  });

  it('tells a refusal and keeps what was typed', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Журнал');
    backend.refuse('search', { code: 'disk_trouble', about: '5' });
    await person.type(field(), 'р');
    expect((await screen.findByRole('alert')).textContent).toContain('код 5');
    expect(field().value).toBe('р');
  });
});
