import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { begin, byId, flaws, press } from './stage';

const fresh = (keyring: 'ready' | 'absent' = 'ready') => begin({ empty: true, opening: { stage: 'no_journal', centre: null, ways: [], keyring } });
type Person = Awaited<ReturnType<typeof fresh>>['person'];
const next = (person: Person) => person.click(screen.getByRole('button', { name: /Дальше|Завести журнал|Открыть журнал/ }));

async function toPerson(person: Person) {
  await person.type(screen.getByLabelText(/Учреждение/), 'Детский сад № 12');
  await person.type(screen.getByLabelText(/^Центр/), 'КЦ «Росинка»');
  await person.type(screen.getByLabelText(/Город/), 'Зареченск{Enter}');
  await person.selectOptions(await screen.findByLabelText('Регион'), 'bashkortostan');
  byId('start-zone').focus();
  await person.keyboard('{Enter}');
  await screen.findByRole('radio', { name: /Порядок по умолчанию/ });
  await next(person);
  await person.type(await screen.findByLabelText(/Кто вы/), 'Ветрова Ольга Игоревна');
  await person.type(screen.getByLabelText('На обложке'), 'Заведующий');
}

async function toSheet(person: Person) {
  await toPerson(person);
  await person.type(screen.getByLabelText('Пароль'), 'ромашка на окне');
  await person.type(screen.getByLabelText('Ещё раз'), 'ромашка на окне{Enter}');
  await screen.findByRole('heading', { level: 1, name: 'Лист восстановления' });
}

describe('the first start', () => {
  it('makes a journal, adds a consultant and opens it', async () => {
    const { backend, person } = await fresh();
    expect(screen.getByText(/Пока ничего не записано/)).toBeTruthy();
    await toSheet(person);
    expect(backend.last('prepare_journal')?.[0]).toMatchObject({ region: 'bashkortostan', zone: 'Asia/Yekaterinburg', profile: 'default', password: 'ромашка на окне', without_keyring: false });

    expect(screen.getByTestId('sheet-group-3').textContent).toBe('338173');
    expect(byId('proof-1').disabled).toBe(true);
    await person.click(screen.getByRole('button', { name: 'Спишу от руки' }));
    await person.type(screen.getByLabelText('Группа 3'), '338173');
    expect(screen.queryByTestId('sheet-group-3')).toBeNull();
    expect(document.body.textContent).not.toContain('232628');
    await person.type(screen.getByLabelText('Группа 7'), '084513');
    await next(person);
    expect(backend.last('create_journal')).toEqual([{ groups: ['338173', '084513'] }]);

    await person.type(await screen.findByLabelText('Имя'), 'Калинина Мария Сергеевна');
    await person.type(screen.getByLabelText('Должность'), 'педагог-психолог');
    await person.clear(byId('hours-5'));
    await person.click(screen.getByRole('button', { name: /^Добавить консультанта/ }));
    await screen.findByText('Калинина М. С.');
    const saved = backend.last('save_consultant')?.[0] as { hours: unknown[] };
    expect(saved.hours).toHaveLength(8);
    expect(saved.hours[0]).toEqual({ weekday: 1, from: '09:00', to: '13:00' });
    await next(person);
    await screen.findByRole('heading', { name: 'Журнал готов' });
    expect(screen.getByText(/Копий журнала ещё нет/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.id).toBe('next'));
    await person.keyboard('{Enter}');
    await screen.findByRole('heading', { name: 'Сегодня' });
    expect(document.body.innerHTML).not.toContain('ромашка');

    press('KeyL', 'д', { ctrlKey: true });
    await screen.findByRole('heading', { name: 'Журнал заперт' });
    expect(await screen.findByLabelText('Пароль')).toBeTruthy();
    expect(screen.queryByLabelText('Группа 1')).toBeNull();
  });

  it('asks for what is empty and keeps what was typed on the way back', async () => {
    const { person } = await fresh();
    await person.type(screen.getByLabelText(/Учреждение/), 'Детский сад № 12');
    await next(person);
    expect(byId('start-centre').getAttribute('aria-invalid')).toBe('true');
    await person.type(screen.getByLabelText(/^Центр/), 'КЦ');
    await person.type(screen.getByLabelText(/Город/), 'Зареченск');
    await next(person);
    await screen.findByLabelText('Регион');
    await person.click(screen.getByRole('button', { name: 'Назад' }));
    expect(screen.getByLabelText(/Учреждение/)).toHaveProperty('value', 'Детский сад № 12');
  });

  it('notices two different passwords before anything is asked', async () => {
    const { backend, person } = await fresh();
    await toPerson(person);
    await person.type(screen.getByLabelText('Пароль'), 'ромашка на окне');
    await person.type(screen.getByLabelText('Ещё раз'), 'ромашка{Enter}');
    expect(screen.getByText(/Пароли не совпали/)).toBeTruthy();
    expect(backend.last('prepare_journal')).toBeUndefined();
  });

  it('goes back to the step whose answer was refused', async () => {
    const { backend, person } = await fresh();
    await toPerson(person);
    await person.type(screen.getByLabelText('Пароль'), 'ромашка на окне');
    backend.refuse('prepare_journal', { code: 'too_long', field: 'town', about: '80' });
    await person.type(screen.getByLabelText('Ещё раз'), 'ромашка на окне{Enter}');
    await waitFor(() => expect(byId('start-town').getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByText(/помещается 80 знаков/)).toBeTruthy();
  });

  it('makes going without a keyring an open choice', async () => {
    const { backend, person } = await fresh('absent');
    await toPerson(person);
    expect(screen.getByText(/не отвечает хранилище ключей/)).toBeTruthy();
    await person.click(screen.getByRole('checkbox', { name: 'Продолжить без хранилища ключей' }));
    expect(screen.getByText(/Не короче 16 знаков/)).toBeTruthy();
    await person.type(screen.getByLabelText('Пароль'), 'ромашка на окне');
    await person.type(screen.getByLabelText('Ещё раз'), 'ромашка на окне{Enter}');
    await screen.findByRole('heading', { level: 1, name: 'Лист восстановления' });
    expect(backend.last('prepare_journal')?.[0]).toMatchObject({ without_keyring: true });
  });

  it('lets the groups be typed again when they do not agree with the sheet', async () => {
    const { backend, person } = await fresh();
    await toSheet(person);
    await person.click(screen.getByRole('button', { name: 'Напечатать лист' }));
    backend.refuse('create_journal', { code: 'sheet_proof_wrong', field: 'groups' });
    await person.type(await screen.findByLabelText('Группа 3'), '111111');
    await person.type(screen.getByLabelText('Группа 7'), '222222');
    await next(person);
    expect(await screen.findByText(/Цифры не сошлись с листом/)).toBeTruthy();
    expect(byId('proof-1').value).toBe('111111');
  });

  it('has no flaw on any step', async () => {
    const { person } = await fresh('absent');
    expect(await flaws()).toEqual([]);
    await toPerson(person);
    expect(await flaws()).toEqual([]);
    await person.type(screen.getByLabelText('Пароль'), 'ромашка на окне');
    await person.type(screen.getByLabelText('Ещё раз'), 'ромашка на окне{Enter}');
    await screen.findByRole('heading', { level: 1, name: 'Лист восстановления' });
    expect(await flaws()).toEqual([]);
  });
});
