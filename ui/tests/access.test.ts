// Who can open the journal: the cover's ways in, and «Люди и доступ».
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { AccountRow } from '../src/backend/contract';
import type { FakeState } from '../src/backend/fake';
import { atDesk, begin, byId, flaws, goTo } from './stage';

const lapina: AccountRow = {
  id: 'a2', name: 'Лапина Вера Андреевна', label: 'Лапина', post: 'секретарь', roles: ['administrator'], roles_words: 'администратор',
  consultant: null, has_password: true, without_keyring: false, code_until: null, own: false, last_head: false,
};

async function atAccess(state: Partial<FakeState> = {}, standing = {}) {
  const stage = await atDesk(state);
  stage.backend.accounts_now.push({ ...lapina });
  stage.backend.access_now = standing;
  await goTo(stage.person, 'Настройки');
  await stage.person.click(byId('settings-accounts'));
  await screen.findByText('Лапина Вера Андреевна');
  return stage;
}

it('keeps in sight what a restoring left to be done, until each is said to be done', async () => {
  const left = ['Пароли снова те, что были в день копии, у кого: Ветрова.', 'Журнал снова открывает лист № 1.'];
  const { person } = await atAccess({}, { restored: left.map((words, at) => ({ number: at + 1, words })) });
  expect(screen.getAllByTestId('after-restoring').map((one) => one.textContent)).toEqual(left.map((words) => expect.stringContaining(words)));
  await goTo(person, 'Сегодня');
  await person.click(await screen.findByRole('button', { name: 'Открыть «Люди и доступ»' }));
  await person.click(await waitFor(() => byId('matter-1')));
  await waitFor(() => expect(document.activeElement?.id).toBe('matter-2'));
  await person.keyboard('{Enter}');
  await screen.findByText(/После восстановления всё сделано/);
  expect(screen.queryAllByTestId('after-restoring')).toEqual([]);
  expect(document.activeElement?.id).toBe('account-new');

  // A slip of the hand: the last one comes back, in its place.
  await person.click(byId('matter-back'));
  await waitFor(() => expect(document.activeElement?.id).toBe('matter-2'));
  expect(screen.getAllByTestId('after-restoring').map((one) => one.textContent)).toEqual([expect.stringContaining(left[1]!)]);
  expect(document.getElementById('matter-back')).toBeNull();
});

describe('the cover', () => {
  const coded = { opening: { codes: [{ slot: 'k1', label: 'Лапина', needs_keyring: false, wait: 0 }] } };

  it('lets in by a one-time code together with a new password, and forgets both', async () => {
    const { backend, person } = await begin(coded);
    await person.click(screen.getByRole('button', { name: 'У меня одноразовый код' }));
    await waitFor(() => expect(document.activeElement).toBe(byId('code-1')));
    await person.paste('232628 054692 338173 195085 132495');
    expect(byId('code-5').value).toBe('132495');
    await person.type(screen.getByLabelText('Новый пароль'), 'ромашка на окне');
    await person.type(screen.getByLabelText('Ещё раз'), 'ромашка на окне');
    expect(await flaws()).toEqual([]);
    backend.refuse('enter_by_code', { code: 'code_group_mistyped', field: 'groups', about: '2' });
    await person.click(byId('unlock-by-code'));
    await waitFor(() => expect(byId('code-2').getAttribute('aria-invalid')).toBe('true'));
    await person.click(byId('unlock-by-code'));
    await screen.findByRole('heading', { name: 'Сегодня' });
    expect(backend.last('enter_by_code')).toEqual([
      { slot: 'k1', groups: ['232628', '054692', '338173', '195085', '132495'], password: 'ромашка на окне', without_keyring: false },
    ]);
    expect(document.body.innerHTML).not.toMatch(/ромашка|132495/);
  });

  it('offers no code where nobody was given one', async () => {
    await begin();
    expect(screen.queryByText('У меня одноразовый код')).toBeNull();
  });

  it('asks whose code it is where several have one', async () => {
    const two = { opening: { codes: [...coded.opening.codes, { slot: 'k2', label: 'Седова', needs_keyring: false, wait: 0 }] } };
    const { person } = await begin(two);
    await person.click(byId('by-code'));
    // Nobody is chosen beforehand: another's code would be tried in vain.
    expect(byId<HTMLSelectElement>('code-who').value).toBe('');
    await person.selectOptions(byId<HTMLSelectElement>('code-who'), 'Седова');
    expect(byId<HTMLSelectElement>('code-who').value).toBe('k2');
    await person.keyboard('{Escape}');
    expect(byId('password')).toBeTruthy();
  });

  it('counts the seconds to the next try in words, for this way in alone, and then lets try again', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { backend, person } = await begin();
    backend.refuse('unlock', { code: 'wrong_password', field: 'password' }, { code: 'try_later', field: 'password', about: '4' });
    await person.type(screen.getByLabelText('Пароль'), 'не тот{Enter}');
    expect((await screen.findByRole('timer')).textContent).toContain('через 4 секунды');
    expect(screen.getByText(/Пароль не подошёл/)).toBeTruthy();
    expect(byId<HTMLButtonElement>('unlock').disabled).toBe(true);
    await person.click(screen.getByRole('radio', { name: /Лапина/ }));
    await waitFor(() => expect(byId<HTMLButtonElement>('unlock').disabled).toBe(false));
    await person.click(screen.getByRole('radio', { name: /Заведующий/ }));
    await waitFor(() => expect(byId<HTMLButtonElement>('unlock').disabled).toBe(true));
    await vi.advanceTimersByTimeAsync(4500);
    await waitFor(() => expect(byId<HTMLButtonElement>('unlock').disabled).toBe(false));
    expect(screen.queryByRole('timer')).toBeNull();
    vi.useRealTimers();
  });

  it('remembers the wait after a restart, for the sheet too', async () => {
    const { person } = await begin({
      opening: { ways: [{ slot: 's1', label: 'Заведующий', needs_keyring: true, wait: 30 }], sheet_wait: 60 },
    });
    expect((await screen.findByRole('timer')).textContent).toMatch(/через (30|29) секунд/);
    await person.click(byId('by-sheet'));
    expect((await screen.findByRole('timer')).textContent).toMatch(/через (60 секунд|59 секунд)/);
    expect(byId<HTMLButtonElement>('unlock-by-sheet').disabled).toBe(true);
  });

  it('shows everybody’s codes once after the sheet and the new password', async () => {
    const { backend, person } = await begin({ me: { by_sheet: true } });
    backend.accounts_now.push({ ...lapina });
    await person.click(byId('by-sheet'));
    await person.click(byId('sheet-1'));
    await person.paste('232628 054692 338173 195085 132495 223707 084513 718036');
    await person.click(byId('unlock-by-sheet'));
    await screen.findByRole('heading', { name: 'Свой пароль' });
    expect(screen.queryByLabelText('Прежний пароль')).toBeNull();
    await person.type(screen.getByLabelText('Новый пароль'), 'новые три слова');
    await person.type(screen.getByLabelText('Ещё раз'), 'новые три слова{Enter}');
    const codes = await screen.findByRole('region', { name: 'Одноразовые коды' });
    expect(within(codes).getByText('338173')).toBeTruthy();
    expect(within(codes).getByText('Лапина Вера Андреевна')).toBeTruthy();
    await person.click(byId('codes-put'));
    expect(document.body.innerHTML).not.toMatch(/338173|новые три слова/);
    // What was to be done here is done: no empty form asks for it again.
    expect(document.getElementById('own-old')).toBeNull();
    expect(screen.getByText(/Пароль сменён, журнал открыт для работы/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(byId('own-today')));
    await person.keyboard('{Enter}');
    await screen.findByRole('heading', { name: 'Сегодня' });
  });
});

describe('Люди и доступ', () => {
  it('changes a person and keeps the password out of it', async () => {
    const { backend, person } = await atAccess();
    await person.click(byId('account-edit-a2'));
    await waitFor(() => expect(document.activeElement).toBe(byId('account-name')));
    expect(screen.queryByLabelText('Пароль')).toBeNull();
    await person.clear(byId('account-label'));
    await person.type(byId('account-label'), 'Приёмная');
    expect(await flaws()).toEqual([]);
    await person.click(byId('account-save'));
    expect(await screen.findByText('Изменено: Приёмная.')).toBeTruthy();
    expect(backend.last('change_account')?.[0]).toMatchObject({ account: 'a2', label: 'Приёмная', roles: ['administrator'] });
    await waitFor(() => expect(document.activeElement).toBe(byId('account-edit-a2')));
  });

  it('says what follows before somebody is removed, and never offers oneself', async () => {
    const { backend, person } = await atAccess();
    expect(document.getElementById('account-remove-a1')).toBeNull();
    await person.click(byId('account-remove-a2'));
    const question = await screen.findByRole('dialog');
    expect(within(question).getByRole('heading').textContent).toBe('Убрать: Лапина Вера Андреевна?');
    expect(question.textContent).toMatch(/больше не войдёт.*Подписанное и история остаются.*Ключ журнала сменится/s);
    backend.refuse('remove_account', { code: 'last_head' });
    await person.click(byId('dialog-do'));
    expect(await within(question).findByText(/единственный заведующий/)).toBeTruthy();
    await person.click(byId('dialog-do'));
    expect(await screen.findByText(/Лапина Вера Андреевна: вход закрыт, ключ журнала меняется/)).toBeTruthy();
    expect(screen.queryAllByTestId('account-row')).toHaveLength(1);
    expect(byId('keys-progress').textContent).toMatch(/Вход закрыт, ключ журнала меняется.*Журнал переписывается под новым ключом.*30 %/s);
    expect(document.getElementById('keys-change')).toBeNull();
    expect(await flaws()).toEqual([]);
    expect(await screen.findByText('Лапина Вера Андреевна: вход закрыт, ключ сменён.')).toBeTruthy();
    // Nothing older contradicts it.
    expect(screen.queryByText(/ключ журнала меняется/)).toBeNull();
  });

  it('shows a one-time code once', async () => {
    const { person } = await atAccess();
    await person.click(byId('account-code-a2'));
    expect(await screen.findByText('054692')).toBeTruthy();
    expect(screen.getByText(/Годен до/)).toBeTruthy();
    expect(await flaws()).toEqual([]);
    await person.click(byId('code-put'));
    expect(screen.queryByText('054692')).toBeNull();
    expect(screen.getByText(/код до/)).toBeTruthy();
    // One more Enter gives no other code.
    await waitFor(() => expect(document.activeElement).toBe(byId('account-edit-a2')));
  });

  it('asks before a new code ends the one that is good', async () => {
    const { backend, person } = await atAccess();
    backend.accounts_now = backend.accounts_now.map((row) => (row.id === 'a2' ? { ...row, code_until: '2026-10-11T13:22' } : row));
    await person.click(byId('settings-rooms'));
    await person.click(byId('settings-accounts'));
    await person.click(await waitFor(() => byId('account-code-a2')));
    const question = await screen.findByRole('dialog');
    expect(question.textContent).toMatch(/Лапина Вера Андреевна.*Код уже дан и годен до.*13:22.*Прежний перестанет действовать/s);
    // The focus is on the way back.
    await person.keyboard('{Enter}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(backend.last('give_code')).toBeUndefined();
    await person.click(byId('account-code-a2'));
    await person.click(byId('dialog-do'));
    expect(await screen.findByText('054692')).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(byId('code-put')));
  });

  it('adds somebody who will come by a code', async () => {
    const { backend, person } = await atAccess();
    await person.click(byId('account-new'));
    await person.type(byId('account-name'), 'Седова Анна Юрьевна');
    await person.type(byId('account-label'), 'Седова');
    await person.click(screen.getByRole('checkbox', { name: 'консультант' }));
    await person.click(byId('account-by-code'));
    expect(screen.queryByLabelText('Пароль')).toBeNull();
    await person.click(byId('account-save'));
    expect(await screen.findByText('054692')).toBeTruthy();
    expect(backend.last('add_account')?.[0]).toMatchObject({ label: 'Седова', password: '' });
    expect(backend.last('give_code')).toEqual(['a3']);
    // The keyboard stands where it is put away, and nothing else puts it away.
    await waitFor(() => expect(document.activeElement).toBe(byId('code-put')));
    await person.click(byId('account-code-a2'));
    await waitFor(() => expect(screen.getAllByText('054692')).toHaveLength(2));
    await person.click(byId('account-new'));
    expect(screen.getAllByText('054692')).toHaveLength(2);
    await person.click(byId('code-put'));
    expect(screen.queryByText('054692')).toBeNull();
  });

  it('adds nobody without a password and without a code', async () => {
    const { backend, person } = await atAccess();
    await person.click(byId('account-new'));
    await person.type(byId('account-name'), 'Седова Анна Юрьевна');
    await person.click(byId('account-save'));
    await waitFor(() => expect(screen.getAllByText(/Здесь нужен ответ/)).toHaveLength(3));
    await waitFor(() => expect(document.activeElement).toBe(byId('account-label')));
    expect(backend.calls.some((call) => call.command === 'add_account')).toBe(false);
    // What is typed anew is no longer wrong.
    await person.type(byId('account-password'), 'р');
    expect(screen.getAllByText(/Здесь нужен ответ/)).toHaveLength(2);
  });

  it('warns who gives the head’s role away, and the part goes with the role', async () => {
    const { backend, person } = await atAccess();
    backend.accounts_now[0] = { ...backend.accounts_now[0]!, roles: ['administrator', 'head'], last_head: false };
    await person.click(byId('settings-rooms'));
    await person.click(byId('settings-accounts'));
    await person.click(await waitFor(() => byId('account-edit-a1')));
    expect(document.getElementById('account-leaves')).toBeNull();
    await person.click(byId('account-role-head'));
    expect(byId('account-leaves').textContent).toContain('только другой заведующий');
    backend.become({ roles: ['administrator'] });
    await person.click(byId('account-save'));
    await waitFor(() => expect(document.getElementById('settings-accounts')).toBeNull());
    await screen.findByRole('heading', { name: 'Консультанты и часы' });
    expect(byId('settings-copies')).toBeTruthy();
  });

  it('makes a new sheet: two prints, two groups typed back, digits gone', async () => {
    const { backend, person } = await atAccess();
    await person.click(byId('sheet-new'));
    await screen.findByTestId('new-sheet-group-1');
    expect(byId('new-sheet-proof-1').disabled).toBe(true);
    await person.click(byId('new-sheet-print'));
    await person.click(await screen.findByRole('button', { name: 'Напечатать второй экземпляр' }));
    expect(await screen.findByText('Отправлено на принтер: 2.')).toBeTruthy();
    await person.type(byId('new-sheet-proof-1'), '054692');
    expect(screen.queryByTestId('new-sheet-group-1')).toBeNull();
    await person.type(byId('new-sheet-proof-2'), '132495');
    expect(await flaws()).toEqual([]);
    backend.refuse('keep_sheet', { code: 'sheet_proof_wrong', field: 'groups' });
    await person.click(byId('new-sheet-keep'));
    expect(await screen.findByText(/Цифры не сошлись с листом/)).toBeTruthy();
    await person.click(byId('new-sheet-keep'));
    expect(await screen.findByText(/Действует лист № 2\. Прежний перестанет открывать журнал, как только сменится ключ/)).toBeTruthy();
    // Nobody was removed.
    expect(byId('keys-progress').textContent).not.toContain('Вход закрыт');
    expect((await screen.findByText(/^Ключ сменён: прежний лист журнал/)).textContent).toBe('Ключ сменён: прежний лист журнал больше не открывает, действует лист №\u00a02.');
    expect(screen.getByText(/Прежний не открывает ни журнал, ни копии на этом компьютере/)).toBeTruthy();
    expect(screen.queryByText(/как только сменится ключ|Пароли и лист прежние/)).toBeNull();
    expect(backend.calls.filter((call) => call.command === 'drop_sheet')).toHaveLength(0);
    expect(document.body.innerHTML).not.toMatch(/111111|054692/);
  });

  it('forgets a new sheet that was not kept', async () => {
    const { backend, person } = await atAccess();
    await person.click(byId('sheet-new'));
    await screen.findByTestId('new-sheet-group-1');
    await person.click(byId('settings-rooms'));
    await waitFor(() => expect(backend.calls.some((call) => call.command === 'drop_sheet')).toBe(true));
    expect(document.body.innerHTML).not.toContain('111111');
  });

  it('reminds of the sheet after a quarter, says which copies need an older one, and tries it', async () => {
    const { backend, person } = await atAccess({}, {
      sheet: { number: 2, made_on: '2026-05-01', tried_on: null, due: true },
      older_sheets: [{ number: 1, made_on: '2026-01-12', copies: 3, last: '2026-04-30T18:00' }],
    });
    expect(byId('sheet-due').textContent).toContain('Прошёл квартал');
    expect(screen.getByTestId('older-sheet').textContent).toContain('открываются 3 копии, последняя от 30.04.2026');
    await person.click(byId('sheet-try'));
    await person.paste('232628 054692 338173 195085 132495 223707 084513 718036');
    backend.refuse('try_sheet', { code: 'wrong_sheet', field: 'groups' });
    await person.click(byId('sheet-try-do'));
    expect((await screen.findByRole('alert')).textContent).toContain('порядок групп');
    await person.click(byId('sheet-try-do'));
    expect(await screen.findByText(/Лист подошёл/)).toBeTruthy();
    expect(document.body.innerHTML).not.toContain('718036');
    expect(document.getElementById('sheet-due')).toBeNull();
  });

  it('says that the key is still owed and why, and changes it', async () => {
    const { person } = await atAccess({}, { key_owed: true, key_trouble: { code: 'disk_full', field: null, about: null } });
    expect(byId('key-owed').textContent).toMatch(/Ключ журнала ещё не сменён.*На диске нет места/s);
    await person.click(byId('keys-change'));
    expect((await screen.findByRole('dialog')).textContent).toContain('работать в это время можно');
    await person.click(byId('dialog-do'));
    await waitFor(() => expect(document.activeElement).toBe(byId('keys-progress')));
    expect(screen.getByRole('progressbar', { name: 'Смена ключа журнала' }).getAttribute('value')).toBe('30');
    expect(await screen.findByText('Ключ сменён. Пароли и лист прежние.')).toBeTruthy();
    expect(document.getElementById('key-owed')).toBeNull();
    // It is said of this change, not of a later one.
    await person.click(byId('account-edit-a2'));
    await person.click(byId('account-save'));
    await screen.findByText('Изменено: Лапина.');
    expect(screen.queryByText(/Ключ сменён/)).toBeNull();
  });

  it('finds the change of the key under way again after another screen, and tells a failure', async () => {
    const idle = { running: false, words: '', percent: 0, problem: null, changed: false };
    const key = { ...idle, running: true, words: 'Переписанное проверяется', percent: 70 };
    const { backend, person } = await atAccess({}, { key_owed: true, key });
    backend.key_next = { key };
    expect(byId('keys-progress').textContent).toContain('Переписанное проверяется');
    await person.click(byId('settings-rooms'));
    await waitFor(() => expect(document.getElementById('keys-progress')).toBeNull());
    await person.click(byId('settings-accounts'));
    expect((await waitFor(() => byId('keys-progress'))).textContent).toContain('70 %');
    const problem = { code: 'disk_full' as const, field: null, about: null };
    backend.key_next = { key_trouble: problem, key: { ...idle, problem } };
    expect((await waitFor(() => byId('key-owed'))).textContent).toMatch(/Ключ журнала ещё не сменён.*На диске нет места/s);
    expect(byId('keys-change')).toBeTruthy();
    expect(screen.queryByText(/Ключ сменён/)).toBeNull();
  });

  it('warns while the journal is open that the keyring has lost its secret', async () => {
    await atAccess({}, { device_lost: true });
    expect(byId('device-lost').textContent).toContain('дайте одноразовый код каждому, и себе тоже');
    expect(await flaws()).toEqual([]);
  });
});
