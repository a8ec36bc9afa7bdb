import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { BookForm, FreeTimesQuery, RequestForm } from '../src/backend/contract';
import { atDesk, byId, flaws, goTo, press } from './stage';

type Stage = Awaited<ReturnType<typeof atDesk>>;

async function part(stage: Stage, id: string) {
  await goTo(stage.person, 'Запись');
  await stage.person.click(byId(id));
}

const asked = (stage: Stage) => stage.backend.last('free_times')?.[0] as FreeTimesQuery;
const sent = (stage: Stage) => stage.backend.last('register')?.[0] as RequestForm;

/** Presses one key where the focus is and counts it. */
class Hands {
  strokes = 0;

  press(code: string, key: string, modifiers: KeyboardEventInit = {}) {
    this.strokes += 1;
    press(code, key, modifiers);
  }
}

describe('booking while the caller speaks', () => {
  it('takes at most thirty strokes beside the name, the phone and the words', async () => {
    const stage = await atDesk();
    const hands = new Hands();
    hands.press('KeyN', 'т', { ctrlKey: true });
    await screen.findByRole('heading', { name: 'Запись' });
    await stage.person.keyboard('Гайнутдинова Әлфия');
    hands.strokes += 1;
    await stage.person.tab();
    await stage.person.keyboard('900 000 12 34');
    while (document.activeElement !== byId('booking-about')) {
      hands.strokes += 1;
      await stage.person.tab();
    }
    await stage.person.keyboard('Не говорит в 3 года');
    hands.strokes += 1;
    await stage.person.tab();
    hands.press('Digit1', '1');
    await screen.findByText(/сначала по теме/);
    hands.press('Digit1', '1', { ctrlKey: true });
    hands.press('Enter', 'Enter', { ctrlKey: true });
    await screen.findByText('№ 17');
    expect(hands.strokes).toBeLessThanOrEqual(30);
    expect(hands.strokes).toBe(9);
    expect(sent(stage)).toMatchObject({
      who: { name: 'Гайнутдинова Әлфия', phone: '900 000 12 34' }, topics: ['speech'], slot: { consultant: 'c1', date: '2026-10-09', time: '10:30' },
    });
  });

  it('asks for the times by topic and by wish, and says who stands first and why', async () => {
    const stage = await atDesk();
    await goTo(stage.person, 'Запись');
    await stage.person.click(byId('booking-topics-speech'));
    expect(await screen.findByText('ведёт эту тему')).toBeTruthy();
    await stage.person.click(byId('booking-more'));
    await stage.person.selectOptions(byId<HTMLSelectElement>('booking-wished'), 'c3');
    await stage.person.click(byId('booking-wish-binding'));
    await waitFor(() => expect(asked(stage)).toMatchObject({ topics: ['speech'], wished: 'c3', wish_binding: true }));
    expect(await screen.findByText('кого просят')).toBeTruthy();
  });

  it('walks through the hours with the arrows', async () => {
    const stage = await atDesk();
    await goTo(stage.person, 'Запись');
    await screen.findByText('пт 9 октября, 10:30');
    press('Digit0', '0', { ctrlKey: true });
    expect(document.activeElement).toBe(byId('free-c1-2026-10-08-0900'));
    press('ArrowDown', 'ArrowDown');
    expect(document.activeElement).toBe(byId('free-c1-2026-10-08-1130'));
    press('ArrowRight', 'ArrowRight');
    expect(document.activeElement).toBe(byId('free-c1-2026-10-09-1030'));
    await stage.person.keyboard('{Enter}');
    expect(byId('slot-time').value).toBe('10:30');
  });

  it('says what stands against the time, and goes on with a reason that is kept', async () => {
    const stage = await atDesk();
    await goTo(stage.person, 'Запись');
    await stage.person.type(byId('booking-name'), 'Громова Юлия');
    await screen.findByText('пт 9 октября, 10:30');
    press('Digit1', '1', { ctrlKey: true });
    stage.backend.refuse('register', { code: 'room_taken', field: 'caution_reason', about: 'Кабинет 5/№ 11' }, { code: 'after_term', field: 'caution_reason', about: '12.10.2026' });
    press('Enter', 'Enter', { ctrlKey: true });
    expect(await screen.findByText(/Кабинет 5, там обращение № 11/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(byId('caution-reason')));
    expect(await flaws()).toEqual([]);
    await stage.person.keyboard('двое детей');
    await stage.person.click(byId('late-by-wish'));
    press('Enter', 'Enter', { ctrlKey: true });
    await screen.findByText('№ 17');
    expect(sent(stage)).toMatchObject({ caution_reason: 'двое детей', late_by_wish: true });
  });

  it('takes back what was said of a time when another is chosen', async () => {
    const stage = await atDesk();
    await goTo(stage.person, 'Запись');
    await screen.findByText('пт 9 октября, 10:30');
    press('Digit1', '1', { ctrlKey: true });
    stage.backend.refuse('register', { code: 'room_taken', field: 'caution_reason', about: 'Кабинет 5/№ 11' });
    press('Enter', 'Enter', { ctrlKey: true });
    await screen.findByText(/там обращение № 11/);
    press('Digit2', '2', { ctrlKey: true });
    await waitFor(() => expect(screen.queryByText(/там обращение № 11/)).toBeNull());
  });

  it('takes both parents down, and forgets the second when asked', async () => {
    const stage = await atDesk();
    await goTo(stage.person, 'Запись');
    await stage.person.type(byId('booking-name'), 'Громова Юлия');
    await stage.person.click(byId('booking-second'));
    await waitFor(() => expect(document.activeElement).toBe(byId('booking-second-name')));
    await stage.person.keyboard('ёлк');
    await stage.person.click(await screen.findByTestId('known-person'));
    expect(await flaws()).toEqual([]);
    await stage.person.click(byId('to-waiting'));
    await screen.findByRole('heading', { name: 'В листе ожидания' });
    expect(sent(stage)).toMatchObject({ who: { name: 'Громова Юлия', recipient: null }, second: { recipient: 'p187' } });
  });
});

describe('the day and the week of all', () => {
  it('are walked through with the arrows, and a free time comes into what is being written', async () => {
    const stage = await atDesk();
    await goTo(stage.person, 'Запись');
    await stage.person.type(byId('booking-name'), 'Громова Юлия');
    await stage.person.click(byId('booking-day'));
    await screen.findByRole('table');
    press('ArrowDown', 'ArrowDown');
    expect(document.activeElement?.textContent).toMatch(/Дроздова И. П., 9:00: свободно/);
    press('ArrowDown', 'ArrowDown');
    press('ArrowRight', 'ArrowRight');
    expect(document.activeElement?.textContent).toMatch(/Озерова Т. Л., 9:45: свободно/);
    await stage.person.keyboard('{Enter}');
    await screen.findByRole('heading', { name: 'Запись' });
    await waitFor(() => expect(byId('slot-time').value).toBe('9:45'));
    expect(byId('booking-name').value).toBe('Громова Юлия');
    expect(byId<HTMLSelectElement>('slot-consultant').value).toBe('c2');
  });

  it('open a request, turn by key, and hide names at once', async () => {
    const stage = await atDesk();
    await part(stage, 'booking-day');
    const taken = await screen.findByRole('button', { name: /П-0041.*Иванова/ });
    press('F8', 'F8');
    await waitFor(() => expect(taken.textContent).not.toContain('Иванова'));
    press('F8', 'F8');
    press('PageDown', 'PageDown');
    await waitFor(() => expect(stage.backend.last('timetable')).toEqual([{ from: '2026-10-09', week: false }]));
    expect(await screen.findByText('на курсах')).toBeTruthy();
    press('PageUp', 'PageUp');
    await stage.person.click(await screen.findByRole('button', { name: /П-0041/ }));
    await screen.findByRole('heading', { name: 'Обращение № 1' });
  });

  it('have no flaw, full, empty and refused', async () => {
    const stage = await atDesk();
    await part(stage, 'booking-day');
    await screen.findByRole('table');
    expect(await flaws()).toEqual([]);
    await stage.person.click(byId('booking-week'));
    await screen.findByRole('heading', { name: 'Неделя' });
    await screen.findByRole('table');
    expect(await flaws()).toEqual([]);
    stage.backend.refuse('timetable', { code: 'journal_damaged' });
    press('PageDown', 'PageDown');
    await screen.findByRole('alert');
    expect(await flaws()).toEqual([]);
  });

  it('say who to add first in a new journal', async () => {
    const stage = await atDesk({ empty: true });
    await part(stage, 'booking-day');
    expect(await screen.findByText(/Консультантов пока нет/)).toBeTruthy();
  });
});

describe('who waits', () => {
  it('is given the offered time with one press', async () => {
    const stage = await atDesk();
    await part(stage, 'booking-waiting');
    await stage.person.click(await screen.findByRole('button', { name: /Освободилось: ср 14 октября, 10:00/ }));
    expect(await screen.findByText(/Записано: П-0042, 14.10.2026 в 10:00/)).toBeTruthy();
    expect(stage.backend.last('book')?.[0]).toMatchObject({ request: 'q2', slot: { consultant: 'c1', date: '2026-10-14', time: '10:00' } } satisfies Partial<BookForm> | object);
    expect(await flaws()).toEqual([]);
  });

  it('is booked from the first screen too, and with a reason where one is needed', async () => {
    const stage = await atDesk();
    stage.backend.refuse('book', { code: 'order_warns', field: 'caution_reason', about: 'Просили другого консультанта: Калинина М. С. (п. 22 порядка).' });
    await stage.person.click(await screen.findByRole('button', { name: /Освободилось: ср 14 октября/ }));
    await stage.person.click(await screen.findByRole('button', { name: /Назначить П-0042 с причиной/ }));
    await screen.findByRole('heading', { name: 'Назначить время' });
    expect(byId('slot-date').value).toBe('14.10.2026');
  });

  it('teaches when nobody waits', async () => {
    const stage = await atDesk({ empty: true });
    await part(stage, 'booking-waiting');
    expect(await screen.findByText(/Никто не ждёт/)).toBeTruthy();
  });
});

describe('who did not come', () => {
  it('is marked with one key on the first screen, and a new time is offered at once', async () => {
    const stage = await atDesk();
    const line = (await screen.findAllByTestId('session-line'))[1]!;
    line.focus();
    press('Delete', 'Delete');
    await screen.findByRole('heading', { name: 'Не пришли' });
    expect(stage.backend.last('no_show')).toEqual(['q1-b1']);
    await waitFor(() => expect(asked(stage)).toMatchObject({ consultant: 'c3', form: 'in_center' }));
    await screen.findByText('пт 9 октября, 10:30');
    expect(await flaws()).toEqual([]);
    press('Digit1', '1', { ctrlKey: true });
    press('Enter', 'Enter', { ctrlKey: true });
    expect(await screen.findByText('— не пришли')).toBeTruthy();
    expect(stage.backend.last('book')?.[0]).toMatchObject({ request: 'q1', slot: { consultant: 'c3' } });
  });

  it('comes after all: the mark is taken back', async () => {
    const stage = await atDesk();
    (await screen.findAllByTestId('session-line'))[1]!.focus();
    press('Delete', 'Delete');
    await stage.person.click(await screen.findByRole('button', { name: /Отменить: пришли/ }));
    await screen.findByRole('heading', { name: 'Обращение № 1' });
    expect(stage.backend.last('undo_no_show')).toEqual(['q1']);
  });

  it('will not come any more: the request is closed with a reason and may be opened again', async () => {
    const stage = await atDesk();
    (await screen.findAllByTestId('session-line'))[1]!.focus();
    press('Delete', 'Delete');
    await stage.person.click(await screen.findByRole('button', { name: /Больше не придёт/ }));
    const dialog = await screen.findByRole('dialog');
    await stage.person.type(within(dialog).getByLabelText('Причина'), 'переехали{Enter}');
    expect(await screen.findByText('не состоялось, закрыто')).toBeTruthy();
    expect(stage.backend.last('close_request')).toEqual([{ request: 'q1', reason: 'переехали' }]);
    await stage.person.click(screen.getByRole('button', { name: /Открыть снова/ }));
    await waitFor(() => expect(screen.queryByText('не состоялось, закрыто')).toBeNull());
  });

  it('warned beforehand: the time is given back with a reason', async () => {
    const stage = await atDesk();
    await part(stage, 'booking-list');
    const row = (await screen.findAllByTestId('request-row')).find((one) => one.textContent?.includes('П-0045'));
    await stage.person.click(row!);
    await stage.person.click(await screen.findByRole('button', { name: /Освободить/ }));
    await stage.person.type(within(await screen.findByRole('dialog')).getByLabelText('Причина'), 'заболели{Enter}');
    expect(await screen.findByText(/отменено: заболели/)).toBeTruthy();
  });
});

describe('the first screen of each', () => {
  it('shows the head what to look through, each line opening its record', async () => {
    const stage = await atDesk();
    await screen.findByRole('heading', { name: /Контроль/ });
    await stage.person.click(screen.getByText('Срок прошёл'));
    expect(await flaws()).toEqual([]);
    await stage.person.click(screen.getAllByTestId('control-item')[0]!);
    await screen.findByRole('heading', { name: 'Обращение № 2' });
  });

  it('shows nobody else the head’s lines, and a consultant their drafts', async () => {
    const stage = await atDesk({ me: { roles: ['consultant'] } });
    await stage.backend.save_draft({ form: 'consultation', subject: 'q1' }, '{}');
    await goTo(stage.person, 'Сегодня');
    expect(await screen.findByTestId('draft-line')).toBeTruthy();
    expect(screen.queryByRole('heading', { name: /Контроль/ })).toBeNull();
    expect(stage.backend.last('control')).toBeUndefined();
  });
});
