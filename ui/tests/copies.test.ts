import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { atDesk, begin, byId, flaws, goTo } from './stage';

describe('Копии', () => {
  it('tells the last proven copy, lists the others and names the spoilt one', async () => {
    const { person } = await atDesk();
    await goTo(person, 'Настройки');
    await person.click(byId('settings-copies'));
    await screen.findByText('Последняя проверенная копия: сегодня, 09:02');
    expect(screen.getAllByTestId('copy-row').map((row) => row.textContent)).toEqual([
      expect.stringContaining('и на втором месте'),
      expect.stringContaining('проверена вчера'),
      expect.stringContaining('повреждена'),
    ]);
    expect(screen.getByText(/Диск не вставлен/)).toBeTruthy();
    expect(await flaws()).toEqual([]);
  });

  it('makes one by hand with progress that can be stopped', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Настройки');
    await person.click(byId('settings-copies'));
    await person.click(await screen.findByRole('button', { name: 'Сделать копию сейчас' }));
    expect((await screen.findByRole('progressbar')).getAttribute('value')).toBe('30');
    await waitFor(() => expect(document.activeElement).toBe(byId('copy-stop')));
    await person.click(byId('copy-stop'));
    await waitFor(() => expect(byId('copy-stopped').textContent).toMatch(/Копия не доделана/));
    expect(backend.last('stop_copy')).toEqual([]);
    await waitFor(() => expect(document.activeElement).toBe(byId('copy-make')));
  });

  it('says that the disk is full without frightening for the journal', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Настройки');
    await person.click(byId('settings-copies'));
    backend.refuse('make_copy', { code: 'copy_disk_full' });
    await person.click(await screen.findByRole('button', { name: 'Сделать копию сейчас' }));
    expect((await screen.findByRole('alert')).textContent).toMatch(/не хватает места.*прежние копии целы.*Освободите/s);
  });

  it('keeps old copies until the head has looked', async () => {
    const { backend, person } = await atDesk();
    backend.copies_now = { ...backend.copies_now, doubt: 'clock_leapt' };
    await goTo(person, 'Настройки');
    await person.click(byId('settings-copies'));
    await screen.findByText(/больше сорока дней/);
    await person.click(byId('copy-tidy'));
    await waitFor(() => expect(screen.queryByText(/больше сорока дней/)).toBeNull());
  });
});

describe('copies on Сегодня', () => {
  it('are named when one could not be made, with the way to them', async () => {
    const { backend, person } = await atDesk();
    backend.copying_now = { ...backend.copying_now, stale: true, last_words: 'Последняя проверенная копия: 20.09.2026 9:02, 18 дней назад' };
    await waitFor(() => expect(byId('copies-go')).toBeTruthy(), { timeout: 5_000 });
    expect(screen.getByText(/18 дней назад/)).toBeTruthy();
    await person.click(byId('copies-go'));
    await screen.findByRole('heading', { name: 'Копии журнала' });
  });
});

describe('restoring', () => {
  it('goes from the cover: a copy, what is in it, the sheet, and the open journal', async () => {
    const { backend, person } = await begin();
    await person.click(byId('restore-open'));
    const rows = await screen.findAllByTestId('restore-copy');
    expect(rows[0]!.textContent).toContain('лучшая');
    // A spoilt copy is shown and not offered.
    expect(rows[2]!.querySelector('button')).toBeNull();
    await person.click(byId('restore-pick-1'));
    await screen.findByText(/отложен целиком в папку рядом/);
    expect(await flaws()).toEqual([]);
    await person.click(byId('restore-way-sheet'));
    await person.click(byId('restore-sheet-1'));
    await person.paste('232628 054692 338173 195085 132495 223707 084513 718036');
    await person.click(byId('restore-begin'));
    expect(backend.last('begin_restore')).toEqual([
      { slot: null, password: '', groups: ['232628', '054692', '338173', '195085', '132495', '223707', '084513', '718036'] },
    ]);
    await screen.findByText('Журнал восстановлен.', {}, { timeout: 3_000 });
    expect(screen.getByText(/Прежний журнал отложен/)).toBeTruthy();
    await person.click(byId('restore-enter'));
    await screen.findByRole('heading', { name: 'Сегодня' });
  });

  it('forgets the password at once and says that it did not fit', async () => {
    const { backend, person } = await begin();
    await person.click(byId('restore-open'));
    await person.click(await waitFor(() => byId('restore-pick-1')));
    backend.refuse('begin_restore', { code: 'wrong_password', field: 'password' });
    await person.type(byId('restore-password'), 'ромашка на окне{Enter}');
    await screen.findByText(/Пароль не подошёл/);
    expect(byId('restore-password').value).toBe('');
    // What was said of the password is not said of the sheet.
    await person.click(byId('restore-way-sheet'));
    expect(screen.queryByText(/Пароль не подошёл/)).toBeNull();
    // Esc leads back a step at a time, and the keyboard to where it came from.
    await person.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(byId('restore-file')));
    await person.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(byId('restore-open')));
  });

  it('waits after wrong tries as the cover does', async () => {
    const { backend, person } = await begin();
    await person.click(byId('restore-open'));
    await person.click(await waitFor(() => byId('restore-pick-1')));
    backend.refuse('begin_restore', { code: 'wrong_password', field: 'password' }, { code: 'try_later', field: 'password', about: '8' });
    await person.type(byId('restore-password'), 'ромашка на окне{Enter}');
    expect((await screen.findByRole('timer')).textContent).toContain('через 8 секунд');
    expect(byId<HTMLButtonElement>('restore-begin').disabled).toBe(true);
  });

  it('does not leave the restored journal open behind the cover', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { backend, person } = await begin();
    await person.click(byId('restore-open'));
    await person.click(await waitFor(() => byId('restore-pick-1')));
    await person.type(byId('restore-password'), 'ромашка на окне{Enter}');
    await screen.findByText('Журнал восстановлен.', {}, { timeout: 3_000 });
    await vi.advanceTimersByTimeAsync(5 * 60_000 + 2_000);
    vi.useRealTimers();
    await screen.findByRole('heading', { name: 'Журнал заперт' });
    expect(backend.last('lock')).toEqual([]);
    expect(document.getElementById('restore-enter')).toBeNull();
    expect(byId('password')).toBeTruthy();
  });

  it('is offered at the first start, where a stick may hold the journal', async () => {
    const { person } = await begin({ opening: { stage: 'no_journal' } });
    await person.click(byId('restore-open'));
    await person.click(byId('restore-file'));
    await screen.findByText(/он появится из копии/);
  });
});
