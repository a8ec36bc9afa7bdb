import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { atDesk, byId, flaws, goTo, press } from './stage';

describe('Сегодня', () => {
  it('shows what burns, who comes and that there is no copy yet; every line opens the thing', async () => {
    const { person } = await atDesk();
    await screen.findByText('Горит');
    expect(screen.getByText('Проверенной копии ещё нет')).toBeTruthy();
    expect(screen.getByRole('link', { name: /Сегодня.*горит:\s*2/ })).toBeTruthy();
    expect(await flaws()).toEqual([]);
    await person.click(screen.getAllByTestId('burning-line')[0]!);
    await screen.findByRole('heading', { name: 'Обращение № 2' });
    press('Escape', 'Escape');
    await person.click((await screen.findAllByTestId('unrecorded-line'))[0]!);
    await screen.findByRole('heading', { name: 'Приём' });
  });

  it('teaches the next step of a new journal', async () => {
    const { person } = await atDesk({ empty: true });
    await person.click(await screen.findByRole('button', { name: 'Добавить консультанта' }));
    await screen.findByRole('heading', { name: 'Настройки' });
    await waitFor(() => expect(document.activeElement?.id).toBe('consultant-name'));
    await person.click(screen.getByRole('button', { name: 'Не сохранять' }));
    expect(screen.getByText(/Пока никого/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.id).toBe('consultant-new'));
  });

  it('says that the clock of the computer is behind the journal', async () => {
    const { backend, person } = await atDesk();
    expect(screen.queryByText(/Часы компьютера отстают/)).toBeNull();
    await goTo(person, 'Мероприятия');
    backend.clock_behind = '2027-01-02T09:00';
    await goTo(person, 'Сегодня');
    expect((await screen.findByText(/Часы компьютера отстают/)).closest('[role=alert]')?.textContent).toContain('02.01.2027 в 9:00');
    expect(await flaws()).toEqual([]);
    // It ran ahead before and was put right: the head says so.
    await person.click(byId('clock-trust'));
    await waitFor(() => expect(screen.queryByText(/Часы компьютера отстают/)).toBeNull());
    expect(backend.last('trust_clock')).toBeDefined();
  });

  it('says in words when the day cannot be read, and tries again', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Мероприятия');
    backend.refuse('today', { code: 'disk_trouble', about: '5' });
    await goTo(person, 'Сегодня');
    expect((await screen.findByRole('alert')).textContent).toContain('код 5');
    await person.click(screen.getByRole('button', { name: 'Повторить' }));
    await screen.findByText('Горит');
  });
});

describe('names', () => {
  it('are blanked at once by F8 on every screen and come back', async () => {
    const { person } = await atDesk();
    await screen.findByText(/Иванова Анна Петровна/);
    press('F8', 'F8');
    await waitFor(() => expect(document.body.textContent).not.toContain('Иванова'));
    await goTo(person, 'Запись');
    await person.click(await screen.findByRole('button', { name: 'Обращения' }));
    await screen.findAllByTestId('request-row');
    expect(document.body.textContent).not.toMatch(/Иванова|Смирнова/);
    await person.click(screen.getByRole('button', { name: /Открыть имена/ }));
    expect(await screen.findByText(/Смирнова/)).toBeTruthy();
  });
});

describe('the keyboard', () => {
  it.each([['Digit1', '!', 'Сегодня'], ['Digit4', ';', 'Журнал'], ['Digit8', '*', 'Настройки']])('Alt+%s opens its section in the Russian layout', async (code, key, title) => {
    await atDesk();
    press(code, key, { altKey: true });
    const heading = await screen.findByRole('heading', { level: 1, name: title });
    await waitFor(() => expect(document.activeElement).toBe(heading));
  });

  it('has a sheet of its own on Ctrl+/', async () => {
    await atDesk();
    press('Slash', '.', { ctrlKey: true });
    const sheet = await screen.findByRole('dialog', { name: 'Клавиши' });
    expect(within(sheet).getByText('Ctrl L')).toBeTruthy();
    expect(await flaws()).toEqual([]);
    press('Escape', 'Escape');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('Журнал', () => {
  it('shows the month with its reasons, prints it and opens a record', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Журнал');
    expect(await screen.findByText(/связь прервалась у получателя/)).toBeTruthy();
    expect(byId('journal-totals').textContent).toContain('услуг 1');
    expect(await flaws()).toEqual([]);
    press('KeyP', 'з', { ctrlKey: true });
    await screen.findByRole('dialog', { name: /Печать за октябрь 2026/ });
    await screen.findByRole('img', { name: 'страница 1 из 2' });
    expect(await flaws()).toEqual([]);
    await person.keyboard('{Enter}');
    expect(await screen.findByText('Отправлено на принтер: 2 страницы')).toBeTruthy();
    const paper = { key: { year: 2026, month: 10 }, kind: 'services', names: false, bound: false, print: null };
    expect(backend.last('paper_journal')).toEqual([{ paper, how: 'print' }]);
    await person.click(screen.getByRole('link', { name: 'Открыть № 1' }));
    await screen.findByRole('heading', { name: 'Приём' });
  });

  it('steps over the turn of the year and teaches when a month is empty', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Журнал');
    const next = await screen.findByRole('button', { name: 'Следующий месяц' });
    for (let turn = 0; turn < 3; turn += 1) await person.click(next);
    await waitFor(() => expect(backend.last('journal_month')).toEqual([{ year: 2027, month: 1 }]));
    await person.click(screen.getByRole('button', { name: 'Предыдущий месяц' }));
    await waitFor(() => expect(backend.last('journal_month')).toEqual([{ year: 2026, month: 12 }]));
    expect(await screen.findByText(/записей нет/)).toBeTruthy();
  });

  it('says that there is no printer', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Журнал');
    backend.refuse('paper_journal', { code: 'no_printer' });
    await person.click(await screen.findByRole('button', { name: /Печать…/ }));
    await person.click(await screen.findByRole('button', { name: /Напечатать/ }));
    expect((await screen.findByRole('alert')).textContent).toContain('Принтер не найден');
  });
});

describe('Раздатки', () => {
  it('show the shelf by topic', async () => {
    const { person } = await atDesk();
    await goTo(person, 'Раздатки');
    expect(await screen.findAllByTestId('handout-row')).toHaveLength(5);
    expect(await flaws()).toEqual([]);
    await person.selectOptions(screen.getByLabelText('Тема'), 'sleep');
    expect(screen.getAllByTestId('handout-row')).toHaveLength(1);
  });
});

describe('Настройки', () => {
  it('keep a consultant with hours and days off', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Настройки');
    await person.click(await screen.findByRole('button', { name: 'Добавить консультанта' }));
    await person.type(screen.getByLabelText('Имя'), 'Седова Анна Юрьевна');
    await person.type(screen.getByLabelText('Должность'), 'методист');
    await person.click(screen.getByRole('button', { name: 'Добавить дни' }));
    await person.type(screen.getByLabelText('С какого дня'), '1.12.2026');
    await person.type(screen.getByLabelText('По какой день'), '14.12.2026');
    await person.type(screen.getByLabelText('Почему'), 'отпуск');
    expect(await flaws()).toEqual([]);
    backend.refuse('save_consultant', { code: 'hours_overlap', field: 'hours.2.from' });
    await person.click(screen.getByRole('button', { name: 'Сохранить' }));
    await waitFor(() => expect(byId('hours-error').textContent).toContain('накладываются'));
    await person.click(screen.getByRole('button', { name: 'Сохранить' }));
    expect(await screen.findByText('Сохранено: Седова А. Ю.')).toBeTruthy();
    expect(backend.last('save_consultant')?.[0]).toMatchObject({ id: null, exceptions: [{ first: '2026-12-01', last: '2026-12-14', from: null, to: null, words: 'отпуск' }] });
  });

  it('add a person with roles and forget the password typed', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Настройки');
    await person.click(await screen.findByRole('button', { name: 'Люди и доступ' }));
    await person.click(await screen.findByRole('button', { name: 'Добавить человека' }));
    await person.type(screen.getByLabelText('Имя'), 'Лапина Вера Андреевна');
    await person.type(screen.getByLabelText('На обложке'), 'Приёмная');
    await person.click(screen.getByRole('checkbox', { name: 'администратор' }));
    await person.type(screen.getByLabelText('Пароль'), 'три слова подряд');
    await person.type(screen.getByLabelText('Ещё раз'), 'три слова подряд');
    expect(await flaws()).toEqual([]);
    await person.click(screen.getByRole('button', { name: 'Добавить' }));
    expect(await screen.findByText(/Добавлено: Приёмная/)).toBeTruthy();
    expect(backend.last('add_account')?.[0]).toMatchObject({ roles: ['administrator'], password: 'три слова подряд', without_keyring: false });
    expect(document.body.innerHTML).not.toContain('три слова подряд');
  });

  it('say beside a person without the right that the role does not allow it', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Настройки');
    backend.refuse('access', { code: 'not_allowed' });
    await person.click(await screen.findByRole('button', { name: 'Люди и доступ' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Ваша роль этого не разрешает');
    expect(screen.queryByRole('button', { name: 'Добавить человека' })).toBeNull();
  });

  it('take rooms, organisations and one’s own new password', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Настройки');
    await person.click(await screen.findByRole('button', { name: 'Кабинеты' }));
    await person.type(screen.getByLabelText('Новый кабинет'), 'кабинет 7{Enter}');
    expect(await screen.findByText('кабинет 7')).toBeTruthy();
    await person.click(screen.getByRole('button', { name: 'Организации' }));
    await person.click(await screen.findByRole('button', { name: 'Добавить' }));
    await person.type(screen.getByLabelText('Организация'), 'Центр «Росток»{Enter}');
    expect(await screen.findByText('Центр «Росток»')).toBeTruthy();
    await person.click(screen.getByRole('button', { name: 'Свой пароль' }));
    await person.type(screen.getByLabelText('Прежний пароль'), 'старый пароль');
    await person.type(screen.getByLabelText('Новый пароль'), 'новые три слова');
    await person.type(screen.getByLabelText('Ещё раз'), 'новые три слова{Enter}');
    expect(await screen.findByText(/Пароль сменён/)).toBeTruthy();
    expect(backend.last('set_password')).toEqual([{ old: 'старый пароль', password: 'новые три слова', without_keyring: false }]);
    expect(document.body.innerHTML).not.toMatch(/старый пароль|новые три слова/);
  });
});
