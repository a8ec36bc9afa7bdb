// «История»: what was done, narrowed, printed; whether it is whole, and what to do when it is not.
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { standing } from '../src/backend/fake/history';
import { atDesk, byId, press } from './stage';

async function history(prepare: (backend: Awaited<ReturnType<typeof atDesk>>['backend']) => void = () => {}) {
  const desk = await atDesk();
  prepare(desk.backend);
  press('Digit8', '*', { altKey: true });
  await screen.findByRole('heading', { level: 1, name: 'Настройки' });
  await desk.person.click(byId('settings-history'));
  await waitFor(() => expect(screen.queryAllByTestId('history-line').length).toBeGreaterThan(0));
  return desk;
}

describe('the history', () => {
  it('is read as sentences, a day at a time, and opens the record', async () => {
    const { person, backend } = await history();
    expect(screen.getByText('08.10.2026')).toBeTruthy();
    expect(screen.getByText('Срок записи: было 10 календарных дней, стало 7 календарных дней.')).toBeTruthy();
    await person.click(screen.getByText('Калинина М. С. подписала приём № 15'));
    await waitFor(() => expect(backend.last('consultation')).toEqual(['q2']));
  });

  it('is narrowed by person, kind, days and record, and shown whole again', async () => {
    const { person, backend } = await history();
    await person.selectOptions(byId('history-sort'), 'entries');
    await person.type(byId('history-from'), '1.10.2026');
    await person.type(byId('history-record'), '31');
    await person.click(byId('history-show'));
    await waitFor(() => expect(backend.last('history')).toEqual([{ filter: { account: null, sort: 'entries', from: '2026-10-01', to: '', record: '31' }, after: null }]));
    await screen.findByText(/Уберите одно из них/);
    await person.click(byId('history-clear'));
    await waitFor(() => expect(screen.queryAllByTestId('history-line').length).toBeGreaterThan(3));
    expect(document.activeElement?.id).toBe('history-account');
  });

  it('comes back from a record to the same line of what was looked for', async () => {
    const { person, backend } = await history();
    await person.selectOptions(byId('history-account'), 'a1');
    await person.selectOptions(byId('history-account'), '');
    await person.selectOptions(byId('history-sort'), 'records');
    await person.click(byId('history-show'));
    await person.click(await screen.findByText('Калинина М. С. подписала приём № 15'));
    await screen.findByRole('heading', { level: 1, name: 'Приём' });
    press('Escape', 'Escape');
    await waitFor(() => expect(document.activeElement?.id).toBe('history-line-211'));
    expect(backend.last('history')?.[0]).toMatchObject({ filter: { sort: 'records' } });
    expect((byId('history-sort') as HTMLSelectElement).value).toBe('records');
  });

  it('tells what a control number proves, and of one it never had', async () => {
    const { person, backend } = await history();
    await person.type(byId('history-record'), '4F0A1-77B3C');
    await person.click(byId('history-show'));
    expect(await waitFor(() => byId('history-control').textContent)).toContain('то же, что при печати');
    backend.refuse('history', { code: 'no_such_control', field: 'record' });
    await person.click(byId('history-show'));
    expect(await waitFor(() => byId('history-record-error').textContent)).toContain('не было');
    expect(document.getElementById('history-control')).toBeNull();
  });

  it('says what to press while a corrected question is not asked yet', async () => {
    const { person, backend } = await history();
    await person.type(byId('history-to'), '07.10.2026');
    backend.refuse('history', { code: 'bad_date', field: 'to' });
    await person.click(byId('history-show'));
    await waitFor(() => expect(byId('history-to-error')).toBeTruthy());
    expect(document.getElementById('history-not-asked')).toBeNull();
    await person.type(byId('history-to'), '{Backspace}6');
    expect(byId('history-not-asked').textContent).toContain('Нажмите «Показать»');
    await person.click(byId('history-show'));
    await waitFor(() => expect(document.getElementById('history-not-asked')).toBeNull());
    expect(document.getElementById('history-to-error')).toBeNull();
  });

  it('shows no lines of an earlier question under one that was refused', async () => {
    const { person, backend } = await history();
    backend.refuse('history', { code: 'bad_date', field: 'from' });
    await person.type(byId('history-from'), '45.10');
    await person.click(byId('history-show'));
    await waitFor(() => expect(byId('history-from-error').textContent).not.toBe(''));
    expect(screen.queryAllByTestId('history-line')).toEqual([]);
    expect(screen.queryByText(/ничего нет/)).toBeNull();
    expect(screen.queryByText('Напечатать')).toBeNull();
    // Put right but not asked yet: still no answer to anything.
    await person.clear(byId('history-from'));
    expect(screen.queryByText(/нашлось|ничего нет/)).toBeNull();
    await person.click(byId('history-show'));
    await waitFor(() => expect(screen.queryAllByTestId('history-line').length).toBeGreaterThan(0));
  });

  it('goes on where the page ended, with the keyboard on the first new line', async () => {
    const { person } = await history();
    await person.click(byId('history-more'));
    await screen.findByText('Программа создала журнал');
    await waitFor(() => expect(document.activeElement?.id).toBe('history-line-1'));
    expect(document.getElementById('history-more')).toBeNull();
  });

  it('is printed and saved as it is narrowed', async () => {
    const { person, backend } = await history();
    await person.selectOptions(byId('history-account'), 'a1');
    await person.click(byId('history-print'));
    await screen.findByText(/Отправлено на принтер: 1 страница/);
    expect(backend.last('paper_history')).toEqual([{ filter: { account: 'a1', sort: null, from: '', to: '', record: '' }, how: 'print' }]);
    backend.refuse('paper_history', { code: 'history_too_long', about: '2000' });
    await person.click(byId('history-save'));
    await screen.findByText(/не больше 2000 строк/);
  });

  it('says that it is whole, is checked on demand and shows how far it is', async () => {
    const { person, backend } = await history();
    expect(byId('history-standing').textContent).toContain('История цела');
    backend.standing_now = { ...standing, health: 'checking', words: 'Проверяем историю…', percent: 40 };
    await person.click(byId('history-check'));
    await waitFor(() => expect(screen.getByRole('progressbar').getAttribute('value')).toBe('40'));
    expect(byId('history-check').getAttribute('aria-disabled')).toBe('true');
    backend.standing_now = standing;
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull(), { timeout: 2000 });
  });

  it('tells a cut tail at the top of the day, leads to it and asks before it is accepted', async () => {
    const { person, backend } = await atDesk();
    backend.history_trouble = 'Хвост истории обрезан: компьютер помнит 130 строк, а в журнале 127.';
    backend.standing_now = { ...standing, health: 'tail_cut', words: backend.history_trouble, safe_words: 'Всё читается.', do_words: 'Возьмите копию.', may_accept: true, tail_words: '' };
    press('Digit5', '%', { altKey: true });
    await screen.findByRole('heading', { level: 1, name: 'Раздатки' });
    press('Digit1', '!', { altKey: true });
    await waitFor(() => expect(byId('history-trouble').textContent).toContain('обрезан'));
    await person.click(byId('history-trouble-open'));
    await screen.findByText(/Возьмите копию/);
    await person.click(byId('history-accept'));
    expect(backend.last('accept_history')).toBeUndefined();
    await person.click(byId('history-accept-sure'));
    await waitFor(() => expect(byId('history-standing').textContent).toContain('История цела'));
    expect(document.activeElement?.id).toBe('history-check');
  });

  it('is not offered to who is not the head', async () => {
    await atDesk({ me: { roles: ['administrator'], roles_words: 'администратор' } });
    press('Digit8', '*', { altKey: true });
    await screen.findByRole('heading', { level: 1, name: 'Настройки' });
    expect(document.getElementById('settings-history')).toBeNull();
  });

  it('of a request is read on its card when it is asked for', async () => {
    const { person, backend } = await atDesk();
    press('Digit2', '@', { altKey: true });
    await waitFor(() => byId('booking-list'));
    await person.click(byId('booking-list'));
    await person.click((await screen.findAllByTestId('request-row'))[0]!);
    await waitFor(() => expect(document.getElementById('request-history')).not.toBeNull());
    expect(backend.last('history_of')).toBeUndefined();
    await person.click(byId('request-history'));
    await screen.findByText('Лапина Е. В. зарегистрировала обращение № 16');
    expect(byId('request-history').getAttribute('aria-expanded')).toBe('true');
  });
});
