import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { RequestForm } from '../src/backend/contract';
import { atDesk, byId, flaws, goTo, press } from './stage';

async function taking() {
  const stage = await atDesk();
  press('KeyN', 'т', { ctrlKey: true });
  await screen.findByRole('heading', { name: 'Запись' });
  await screen.findByText('пт 9 октября, 10:30');
  return stage;
}

const book = () => press('Enter', 'Enter', { ctrlKey: true });
const sent = (stage: Awaited<ReturnType<typeof taking>>) => stage.backend.last('register')?.[0] as RequestForm;

describe('taking a request down', () => {
  it('is done from the keyboard alone and gives the number', async () => {
    const stage = await taking();
    const { person } = stage;
    expect(document.activeElement).toBe(byId('booking-name'));
    await person.keyboard('Әлфия Ёлкова');
    await person.type(byId('booking-about'), 'Не говорит в 3 года');
    byId('offer-1').focus();
    press('Digit2', '2');
    book();
    const booked = await screen.findByText('№ 17');
    expect(booked).toBeTruthy();
    expect(sent(stage)).toMatchObject({
      channel: 'call', received: null, now: false, form: 'in_center', about: 'Не говорит в 3 года',
      who: { anonymous: false, name: 'Әлфия Ёлкова', kind: 'parent' },
      slot: { consultant: 'c2', date: '2026-10-10', time: '10:30' },
    });
    expect(document.activeElement).toBe(byId('another'));
  });

  it('recognises a person who was here before', async () => {
    const stage = await taking();
    await stage.person.keyboard('ёлк');
    await stage.person.click(await screen.findByTestId('known-person'));
    expect(screen.getByText('Әлфия Ринатовна Ёлкина')).toBeTruthy();
    await stage.person.click(byId('free-c1-2026-10-08-0900'));
    book();
    await screen.findByText('№ 17');
    expect(sent(stage).who).toMatchObject({ recipient: 'p187', phone: '+7 900 000-12-34' });
  });

  it('recognises a person by the last digits of the phone, and says when there are more', async () => {
    const stage = await taking();
    stage.backend.more_people = 'Показано 20 человек, есть ещё. Допишите имя или цифры телефона.';
    await stage.person.type(byId('booking-phone'), '123');
    await new Promise((later) => setTimeout(later, 300));
    expect(screen.queryByTestId('known-person')).toBeNull();
    await stage.person.keyboard('4');
    expect((await screen.findByTestId('known-person')).textContent).toContain('Ёлкина');
    expect(screen.getByTestId('known-more').textContent).toContain('есть ещё');
    await stage.person.keyboard('{ArrowDown}{ArrowUp}');
    expect(document.activeElement).toBe(byId('booking-phone'));
    await stage.person.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(byId('booking-about')));
    expect(screen.getByText('Әлфия Ринатовна Ёлкина')).toBeTruthy();
  });

  it('keeps the keyboard where one goes on writing, and mends a known name', async () => {
    const stage = await taking();
    await stage.person.click(byId('booking-more'));
    await waitFor(() => expect(document.activeElement).toBe(byId('booking-wish')));
    await stage.person.keyboard('вечером');
    expect(byId('booking-second')).toBeTruthy();
    await stage.person.click(await screen.findByRole('button', { name: 'Начать заново' }));
    await waitFor(() => expect(document.activeElement).toBe(byId('booking-name')));
    await stage.person.keyboard('ёлк');
    await stage.person.click(await screen.findByTestId('known-person'));
    await stage.person.click(byId('booking-mend-person'));
    await waitFor(() => expect(document.activeElement).toBe(byId('booking-name')));
    await stage.person.clear(byId('booking-phone'));
    await stage.person.type(byId('booking-phone'), '9000001235');
    byId('offer-1').focus();
    press('Digit1', '1');
    book();
    await screen.findByText('№ 17');
    expect(sent(stage).who).toMatchObject({ recipient: 'p187', phone: '9000001235' });
  });

  it('keeps everything typed when it is refused, and says why beside the field', async () => {
    const { backend, person } = await taking();
    await person.keyboard('Смирнова Вера');
    await person.type(byId('booking-phone'), '12');
    await person.type(byId('booking-child-age'), 'сто');
    await person.type(byId('slot-date'), '31.11.2026');
    await person.type(byId('slot-time'), '930');
    backend.refuse('register', { code: 'bad_phone', field: 'who.phone' }, { code: 'bad_age', field: 'child_age' }, { code: 'bad_date', field: 'slot.date' }, { code: 'month_closed' });
    book();
    await waitFor(() => expect(byId('booking-phone').getAttribute('aria-invalid')).toBe('true'));
    expect(byId('booking-phone-error').textContent).toContain('Телефон не разобрать');
    expect(byId('slot-date-error').textContent).toContain('Такой даты нет');
    expect(screen.getByRole('alert').textContent).toContain('Месяц закрыт');
    expect(backend.last('register')?.[0]).toMatchObject({ slot: { date: '2026-11-31', time: '09:30' } });
    expect(byId('booking-name').value).toBe('Смирнова Вера');
    expect(byId('booking-child-age').value).toBe('сто');
    expect(byId('slot-date').value).toBe('31.11.2026');
    expect(document.activeElement).toBe(byId('booking-phone'));
  });

  it('opens the folded fields when one of them is refused', async () => {
    const { backend, person } = await taking();
    await person.keyboard('Смирнова Вера');
    backend.refuse('register', { code: 'bad_email', field: 'who.email' });
    book();
    await waitFor(() => expect(byId('booking-email').getAttribute('aria-invalid')).toBe('true'));
  });

  it('brings the draft back after another screen', async () => {
    const { person } = await taking();
    await person.keyboard('Громова Юлия');
    await person.type(byId('booking-about'), 'Режим и сон');
    await goTo(person, 'Журнал');
    await screen.findByRole('heading', { name: 'Журнал' });
    await goTo(person, 'Запись');
    await waitFor(() => expect(byId('booking-name').value).toBe('Громова Юлия'));
    expect(byId('booking-about').value).toBe('Режим и сон');
    await person.click(await screen.findByRole('button', { name: 'Начать заново' }));
    await waitFor(() => expect(byId('booking-name').value).toBe(''));
  });

  it('says that a draft is only in memory when the disk refuses it', async () => {
    const { backend, person } = await taking();
    backend.refuse('save_draft', { code: 'disk_full' });
    await person.keyboard('Громова Юлия');
    expect(await screen.findByText(/Черновик не записан, он в памяти/, {}, { timeout: 4000 })).toBeTruthy();
    expect(byId('booking-name').value).toBe('Громова Юлия');
  });

  it('puts a request on the waiting list without a time', async () => {
    const stage = await taking();
    await stage.person.keyboard('Лисина Дарья');
    await stage.person.click(screen.getByRole('button', { name: 'В лист ожидания' }));
    await screen.findByRole('heading', { name: 'В листе ожидания' });
    expect(sent(stage).slot).toBeNull();
  });

  it('receives at once and goes on to the record', async () => {
    const stage = await taking();
    await stage.person.click(screen.getByRole('checkbox', { name: 'Анонимно' }));
    await stage.person.click(screen.getByRole('button', { name: 'Принять сейчас' }));
    await screen.findByRole('heading', { name: 'Приём' });
    expect(sent(stage)).toMatchObject({ now: true, slot: null, who: { anonymous: true, name: '' } });
  });

  it('takes an earlier day from paper', async () => {
    const stage = await taking();
    await stage.person.click(screen.getByRole('checkbox', { name: /с бумаги/ }));
    await stage.person.type(screen.getByLabelText('День обращения'), '1.10.2026');
    await stage.person.type(screen.getByLabelText('Время обращения'), '9.15');
    await stage.person.click(screen.getByRole('button', { name: 'В лист ожидания' }));
    await screen.findByRole('heading', { name: 'В листе ожидания' });
    expect(sent(stage).received).toBe('2026-10-01T09:15');
  });

  it('has no flaw, also with a refusal on the screen', async () => {
    const { backend } = await taking();
    expect(await flaws()).toEqual([]);
    backend.refuse('register', { code: 'required', field: 'who.name' }, { code: 'required', field: 'slot.time' });
    book();
    await waitFor(() => expect(byId('booking-name').getAttribute('aria-invalid')).toBe('true'));
    expect(await flaws()).toEqual([]);
  });
});

describe('a request', () => {
  async function card(name: RegExp) {
    const stage = await atDesk();
    await goTo(stage.person, 'Запись');
    await stage.person.click(await screen.findByRole('button', { name: 'Обращения' }));
    const row = (await screen.findAllByTestId('request-row')).find((one) => name.test(one.textContent ?? ''));
    await stage.person.click(row!);
    await screen.findByRole('heading', { name: /Обращение №/ });
    return stage;
  }

  it('is moved with a reason, and the chain is kept in sight', async () => {
    const { backend, person } = await card(/П-0041/);
    await person.click(screen.getByRole('button', { name: /Перенести/ }));
    await person.click(await screen.findByRole('radio', { name: /сб 10 октября/ }));
    await person.type(screen.getByLabelText('Почему'), 'просили позже');
    press('Enter', 'Enter', { ctrlKey: true });
    expect(await screen.findByText(/перенесено: просили позже/)).toBeTruthy();
    expect(backend.last('move_booking')?.[0]).toMatchObject({ booking: 'q1-b1', reason: 'просили позже', slot: { consultant: 'c2' } });
  });

  it('says beside the field that a move needs a reason', async () => {
    const { backend, person } = await card(/П-0041/);
    await person.click(screen.getByRole('button', { name: /Перенести/ }));
    await person.click(await screen.findByRole('radio', { name: /пт 9 октября/ }));
    backend.refuse('move_booking', { code: 'reason_required', field: 'reason' });
    await person.click(screen.getByRole('button', { name: /^Перенести/ }));
    await waitFor(() => expect(byId('move-reason-error').textContent).toContain('Нужна причина'));
    expect(byId('slot-date').value).toBe('09.10.2026');
  });

  it('hides what was told, wished and reasoned together with the names', async () => {
    const { person } = await card(/П-0042/);
    await person.click(screen.getByRole('button', { name: /Аннулировать/ }));
    await person.type(await screen.findByLabelText('Причина'), 'позвонил отец{Enter}');
    const told = [/Не говорит в 3 года/, /логопед, вечером/, /позвонил отец/];
    for (const words of told) await waitFor(() => expect(document.body.textContent).toMatch(words));
    press('F8', 'F8');
    for (const words of told) await waitFor(() => expect(document.body.textContent).not.toMatch(words));
    press('F8', 'F8');
  });

  it('that waits is given a time', async () => {
    const { backend, person } = await card(/П-0042/);
    await person.click(screen.getByRole('button', { name: /Назначить время/ }));
    await person.click(await screen.findByRole('radio', { name: /пт 9 октября/ }));
    await person.click(screen.getByRole('button', { name: /^Назначить/ }));
    expect(await screen.findByText('назначено')).toBeTruthy();
    expect(backend.last('book')?.[0]).toMatchObject({ request: 'q2', slot: { consultant: 'c1', date: '2026-10-09' } });
  });

  it('is annulled with a reason in a window of its own', async () => {
    const { backend, person } = await card(/П-0041/);
    await person.click(screen.getByRole('button', { name: /Аннулировать/ }));
    const dialog = await screen.findByRole('dialog');
    expect(await flaws()).toEqual([]);
    await person.type(within(dialog).getByLabelText('Причина'), 'записались дважды{Enter}');
    expect(await screen.findByText('записались дважды')).toBeTruthy();
    expect(backend.last('annul_request')).toEqual([{ request: 'q1', reason: 'записались дважды' }]);
    expect(screen.queryByRole('button', { name: /Перенести/ })).toBeNull();
  });

  it('has no flaw, nor has the list', async () => {
    const { person } = await card(/П-0041/);
    expect(await flaws()).toEqual([]);
    await person.click(screen.getByRole('button', { name: 'Обращения' }));
    await screen.findAllByTestId('request-row');
    expect(await flaws()).toEqual([]);
  });
});

describe('Esc', () => {
  it('leaves the choice of a time, not the request', async () => {
    const { person } = await atDesk();
    await person.click((await screen.findAllByTestId('waiting-line'))[0]!);
    await person.click(await screen.findByRole('button', { name: /Назначить время/ }));
    await screen.findByRole('heading', { name: 'Назначить время' });
    press('Escape', 'Escape');
    await screen.findByRole('heading', { name: /Обращение №/ });
    press('Escape', 'Escape');
    await screen.findByRole('heading', { name: 'Сегодня' });
  });
});
