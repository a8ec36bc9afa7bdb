import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { atDesk, byId, flaws, goTo } from './stage';

describe('rules that a screen keeps', () => {
  it('R078 a handout is printed or kept for a letter, and nothing is offered for the media of others', async () => {
    const { person } = await atDesk();
    await goTo(person, 'Приём');
    const rows = await screen.findAllByTestId('to-record-row');
    await person.click(rows.find((row) => row.textContent?.includes('П-0041'))!);
    await waitFor(() => expect(byId('record-note')).toBeTruthy());
    await person.click(screen.getByRole('button', { name: /Выбрать и напечатать/ }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText(/на носители получателя не записывают/)).toBeTruthy();
    const acts = [...dialog.querySelectorAll<HTMLElement>('button[id^="handouts-"]')].map((button) => button.id);
    expect(acts.sort()).toEqual(['handouts-close', 'handouts-print', 'handouts-save', 'handouts-show']);
  });

  it('R125 a paper with data of others says to cover them before it is put away', async () => {
    const { person } = await atDesk();
    await goTo(person, 'Запись');
    await person.click(byId('booking-more'));
    await person.selectOptions(byId('booking-evidence-kind'), 'record');
    expect((await screen.findByText('Закройте чужие номера')).getAttribute('role')).toBe('status');
    await person.selectOptions(byId('booking-evidence-kind'), 'letter');
    expect(screen.queryByText('Закройте чужие номера')).toBeNull();
  });

  it('R004 R005 a topic is shown under its area, and one of the own is put under another', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Настройки');
    await person.click(await screen.findByRole('button', { name: 'Списки' }));
    const rows = await screen.findAllByTestId('list-row');
    expect(rows.find((row) => row.textContent?.includes('Близнецы'))?.textContent).toContain('Воспитание');
    await person.click(byId('edit-o-twins'));
    await person.click(byId('row-area-socialisation'));
    expect(await flaws()).toEqual([]);
    await person.click(byId('row-save'));
    await waitFor(() => expect(backend.last('save_list_row')).toEqual([{ list: 'topic', key: 'o-twins', label: 'Близнецы', hint: '', area: 'socialisation' }]));
    await waitFor(() => expect(document.activeElement?.id).toBe('offer-o-twins'));
    // Another list has no areas.
    await person.click(byId('list-channel'));
    await person.click(await screen.findByRole('button', { name: 'Добавить' }));
    expect(document.getElementById('row-area-education')).toBeNull();
  });
});
