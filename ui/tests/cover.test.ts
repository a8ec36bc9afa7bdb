import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { atDesk, begin, byId, flaws, press } from './stage';

describe('the closed journal', () => {
  it('opens with a label and a password, and forgets the password at once', async () => {
    const { backend, person } = await begin();
    await person.click(screen.getByRole('radio', { name: /Лапина/ }));
    await person.type(screen.getByLabelText('Пароль'), 'ромашка на окне{Enter}');
    await screen.findByRole('heading', { name: 'Сегодня' });
    expect(backend.last('unlock')).toEqual([{ slot: 's2', password: 'ромашка на окне' }]);
    expect(document.body.innerHTML).not.toContain('ромашка');

    press('KeyL', 'д', { ctrlKey: true });
    await screen.findByRole('heading', { name: 'Журнал заперт' });
    // Who went away is most often the one who comes back.
    expect(screen.getByRole('radio', { name: /Лапина/ })).toHaveProperty('checked', true);
  });

  it('says in words that the password did not fit, and that the journal is safe', async () => {
    const { backend, person } = await begin();
    backend.refuse('unlock', { code: 'wrong_password' });
    await person.type(screen.getByLabelText('Пароль'), 'не тот{Enter}');
    expect((await screen.findByRole('alert')).textContent).toMatch(/Пароль не подошёл.*Журнал цел/s);
    expect(screen.getByLabelText('Пароль')).toHaveProperty('value', '');
    expect(document.activeElement).toBe(screen.getByLabelText('Пароль'));
  });

  it('opens with the recovery sheet typed in one run, and names the mistyped group', async () => {
    const { backend, person } = await begin();
    await person.click(screen.getByRole('button', { name: 'Открыть листом восстановления' }));
    await person.click(byId('sheet-1'));
    await person.paste('232628 054692 338173 195085 132495 223707 084513 718036');
    expect(byId('sheet-8').value).toBe('718036');
    backend.refuse('unlock_by_sheet', { code: 'sheet_group_mistyped', about: '3' });
    await person.click(screen.getByRole('button', { name: /Открыть журнал/ }));
    await waitFor(() => expect(byId('sheet-3').getAttribute('aria-invalid')).toBe('true'));
    expect(byId('sheet-8').value).toBe('718036');
    await person.click(screen.getByRole('button', { name: /Открыть журнал/ }));
    // The old passwords are void: a new one is asked for first.
    await screen.findByRole('heading', { name: 'Свой пароль' });
    expect(document.body.innerHTML).not.toContain('718036');
  });

  it('says what an absent keyring means', async () => {
    await begin({ opening: { keyring: 'absent' } });
    expect(screen.getByText(/Хранилище ключей этого компьютера не отвечает/)).toBeTruthy();
  });

  it('tells trouble in words and offers another try', async () => {
    const { person, backend } = await begin({ opening: { stage: 'trouble', trouble: { code: 'journal_damaged', field: null, about: null } } });
    expect(screen.getByRole('alert').textContent).toContain('Файл журнала повреждён');
    expect(screen.queryByLabelText('Пароль')).toBeNull();
    await person.click(screen.getByRole('button', { name: 'Повторить' }));
    expect(backend.calls.filter((call) => call.command === 'opening')).toHaveLength(2);
  });

  it('offers the copies beside the words of a damaged journal, by password and by sheet', async () => {
    const { person, backend } = await begin();
    backend.refuse('unlock', { code: 'wrong_password' });
    await person.type(screen.getByLabelText('Пароль'), 'не тот{Enter}');
    await screen.findByRole('alert');
    expect(screen.queryByRole('button', { name: 'Выбрать копию…' })).toBeNull();
    backend.refuse('unlock', { code: 'journal_damaged' });
    await person.type(screen.getByLabelText('Пароль'), 'ромашка на окне{Enter}');
    await person.click(await screen.findByRole('button', { name: 'Выбрать копию…' }));
    await screen.findByRole('heading', { name: 'Восстановить из копии' });
    expect(await screen.findAllByTestId('restore-copy')).not.toHaveLength(0);
    await person.click(byId('restore-back'));

    await person.click(screen.getByRole('button', { name: 'Открыть листом восстановления' }));
    backend.refuse('unlock_by_sheet', { code: 'journal_damaged' });
    await person.click(byId('sheet-1'));
    await person.paste('232628 054692 338173 195085 132495 223707 084513 718036');
    await person.click(screen.getByRole('button', { name: /Открыть журнал/ }));
    expect(await screen.findByRole('button', { name: 'Выбрать копию…' })).toBeTruthy();
  });

  it('opens a damaged journal for reading by the password typed again, and says on every screen that nothing is written', async () => {
    const { person, backend } = await begin();
    backend.refuse('unlock', { code: 'journal_damaged' });
    await person.type(screen.getByLabelText('Пароль'), 'ромашка на окне{Enter}');
    const offer = await screen.findByRole('button', { name: 'Открыть только для чтения' });
    expect(offer.closest('.trouble')?.textContent).toMatch(/видно всё, что уцелело/);
    // By keys alone: the offer stands between the field and the main button.
    expect(document.activeElement).toBe(screen.getByLabelText('Пароль'));
    offer.focus();
    await person.keyboard('{Enter}');
    expect(document.activeElement).toBe(screen.getByLabelText('Пароль'));
    expect(byId('read-ask').textContent).toContain('только для чтения');
    await person.keyboard('ромашка на окне{Enter}');
    await screen.findByRole('heading', { name: 'Сегодня' });
    expect(backend.last('open_for_reading')).toEqual([{ slot: 's1', password: 'ромашка на окне', groups: [] }]);
    expect(document.body.innerHTML).not.toContain('ромашка');
    const bar = screen.getByRole('region', { name: 'Повреждённый журнал' });
    expect(bar.textContent).toContain('записывать и печатать нельзя');
    expect(await flaws()).toEqual([]);

    // No copy is made of what is damaged; the way to those that are there is one key away.
    expect(backend.calls.map((call) => call.command)).not.toContain('copying');
    await person.click(byId('to-copies'));
    await screen.findByRole('heading', { name: 'Восстановить из копии' });
    expect(backend.calls.map((call) => call.command)).toContain('lock');
    await person.click(byId('restore-back'));
    expect(screen.queryByRole('region', { name: 'Повреждённый журнал' })).toBeNull();
  });

  it('says that a journal cannot be read either, by password and by sheet', async () => {
    const { person, backend } = await begin();
    backend.refuse('unlock', { code: 'journal_damaged' });
    await person.type(screen.getByLabelText('Пароль'), 'ромашка на окне{Enter}');
    await person.click(await screen.findByRole('button', { name: 'Открыть только для чтения' }));
    backend.refuse('open_for_reading', { code: 'journal_damaged' });
    await person.keyboard('ромашка на окне{Enter}');
    await screen.findByText(/Для чтения журнал тоже не открылся/);
    expect(document.getElementById('read-offer')).toBeNull();
    // What was disproved is said no more, and the way that is left is the main one, offered once.
    expect(screen.getByRole('alert').textContent).not.toContain('прочитать');
    expect([...document.querySelectorAll('.button-main')].map((button) => button.id)).toEqual(['restore-offer']);
    expect(document.getElementById('restore-open')).toBeNull();
    await person.click(byId('restore-offer'));
    await screen.findByRole('heading', { level: 1, name: 'Копии журнала' });
    await person.click(byId('restore-back'));
    await screen.findByRole('heading', { level: 1, name: 'Журнал заперт' });
    expect(document.activeElement).toBe(byId('restore-open'));

    await person.click(screen.getByRole('button', { name: 'Открыть листом восстановления' }));
    backend.refuse('unlock_by_sheet', { code: 'journal_damaged' });
    await person.click(byId('sheet-1'));
    await person.paste('232628 054692 338173 195085 132495 223707 084513 718036');
    await person.click(byId('unlock-by-sheet'));
    await person.click(await screen.findByRole('button', { name: 'Открыть только для чтения' }));
    // The digits still stand there: nothing is asked twice.
    await screen.findByRole('heading', { name: 'Сегодня' });
    expect(backend.last('open_for_reading')).toEqual([{ slot: null, password: '', groups: ['232628', '054692', '338173', '195085', '132495', '223707', '084513', '718036'] }]);
  });

  it('offers no main button that would write, and says why, where a journal is only read', async () => {
    const { person, backend } = await atDesk({ me: { for_reading: true } });
    const begins = byId<HTMLButtonElement>('new-booking');
    expect(begins.disabled).toBe(true);
    expect(begins.nextElementSibling?.textContent).toBe('Журнал только читается');
    backend.refuse('timetable', { code: 'journal_damaged' });
    press('KeyN', 'т', { ctrlKey: true });
    expect((await waitFor(() => byId('booking-not-kept'))).textContent).toContain('ничего не запишется');
    expect(byId<HTMLButtonElement>('book').disabled).toBe(true);
    // What is damaged is damaged at the second try too.
    await person.click(screen.getByRole('button', { name: 'День' }));
    expect((await screen.findByRole('alert')).textContent).toContain('повреждён');
    expect(screen.queryByRole('button', { name: 'Повторить' })).toBeNull();
    await person.click(screen.getByRole('link', { name: 'Настройки' }));
    await person.click(byId('settings-copies'));
    expect((await waitFor(() => byId('restore-above'))).textContent).toContain(byId('to-copies').textContent);
    expect(document.getElementById('restore-open')).toBeNull();
    expect(byId<HTMLButtonElement>('copy-make').disabled).toBe(true);
    expect(await flaws()).toEqual([]);
  });

  it('sends nobody to a form that writes nothing from a journal that is empty and only read', async () => {
    await atDesk({ me: { for_reading: true }, empty: true });
    const begins = within(await screen.findByRole('region', { name: 'С чего начать' }));
    expect(begins.getByRole('heading').textContent).toBe('Обращений в этом журнале нет');
    expect(begins.queryByRole('button')).toBeNull();
  });

  it('keeps what was typed where a damaged journal takes nothing down', async () => {
    const { person, backend } = await atDesk({ me: { for_reading: true } });
    press('KeyN', 'т', { ctrlKey: true });
    await screen.findByText('пт 9 октября, 10:30');
    backend.refuse('register', { code: 'journal_read_only' });
    await person.keyboard('Полевая Анна');
    press('Enter', 'Enter', { ctrlKey: true });
    expect((await screen.findByRole('alert')).textContent).toMatch(/только для чтения.*Набранное осталось на экране.*Запереть и восстановить из копии/s);
    expect(byId('booking-name').value).toBe('Полевая Анна');
    // On the way to the copies it is said to wait, and so it does.
    await person.click(byId('to-copies'));
    expect(await screen.findByText(/Набранное осталось в памяти и дождётся восстановленного журнала; не закрывайте программу/)).toBeTruthy();
    expect(screen.queryByText(/Черновик не записался/)).toBeNull();
    backend.become({ for_reading: false });
    await person.click(byId('restore-back'));
    await person.type(screen.getByLabelText('Пароль'), 'ромашка{Enter}');
    await person.click(await screen.findByRole('link', { name: /Запись/ }));
    await waitFor(() => expect(byId('booking-name').value).toBe('Полевая Анна'));
  });

  it('is shut with Ctrl+L in the Russian layout, and drafts are saved before', async () => {
    const { backend, person } = await atDesk();
    press('KeyN', 'т', { ctrlKey: true });
    await person.type(await screen.findByPlaceholderText('Фамилия Имя Отчество'), 'Ёлкина Әлфия');
    press('KeyL', 'д', { ctrlKey: true });
    await screen.findByRole('heading', { name: 'Журнал заперт' });
    const order = backend.calls.map((call) => call.command);
    expect(order.lastIndexOf('save_draft')).toBeGreaterThan(-1);
    expect(order.lastIndexOf('save_draft')).toBeLessThan(order.lastIndexOf('lock'));
    expect(document.body.textContent).not.toContain('Ёлкина');

    await person.type(screen.getByLabelText('Пароль'), 'ромашка{Enter}');
    await person.click(await screen.findByRole('link', { name: /Запись/ }));
    await waitFor(() => expect(byId('booking-name').value).toBe('Ёлкина Әлфия'));
  });

  it('is opened by the slot of the changed password, not by the one read before', async () => {
    const { backend, person } = await begin();
    await person.type(screen.getByLabelText('Пароль'), 'ромашка{Enter}');
    await screen.findByRole('heading', { name: 'Сегодня' });
    backend.ways_now = [{ slot: 's2', label: 'Лапина', needs_keyring: true, wait: 0 }, { slot: 's3', label: 'Заведующий', needs_keyring: true, wait: 0 }];
    press('KeyL', 'д', { ctrlKey: true });
    await person.type(await screen.findByLabelText('Пароль'), 'ромашка{Enter}');
    await waitFor(() => expect(backend.last('unlock')).toEqual([{ slot: 's3', password: 'ромашка' }]));
  });

  it('shuts itself when nobody is at the keyboard, and says so', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await atDesk({ me: { lock_after_minutes: 5 } });
    await vi.advanceTimersByTimeAsync(5 * 60_000 + 1500);
    await screen.findByRole('heading', { name: 'Журнал заперт' });
    expect(screen.getByText(/Заперся сам/)).toBeTruthy();
  });

  it('is shown when any answer says that the journal is locked', async () => {
    const { backend, person } = await atDesk();
    backend.refuse('handouts', { code: 'journal_locked' });
    await person.click(screen.getByRole('link', { name: 'Раздатки' }));
    await screen.findByRole('heading', { name: 'Журнал заперт' });
  });

  it('has no flaw for those who cannot see or use a mouse', async () => {
    await begin();
    expect(await flaws()).toEqual([]);
  });
});
