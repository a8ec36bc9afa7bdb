import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { atDesk, byId, flaws, goTo, press } from './stage';

async function events(state: Parameters<typeof atDesk>[0] = {}) {
  const stage = await atDesk(state);
  await goTo(stage.person, 'Мероприятия');
  await screen.findByRole('heading', { level: 1, name: 'Мероприятия' });
  return stage;
}

const open = async (stage: Awaited<ReturnType<typeof events>>, topic: RegExp) => {
  const rows = await screen.findAllByTestId('event-row');
  await stage.person.click(rows.find((row) => topic.test(row.textContent ?? ''))!);
};
const save = () => press('Enter', 'Enter', { ctrlKey: true });

describe('Мероприятия', () => {
  it('teach in a sentence while there are none, with one button', async () => {
    const { person } = await events({ empty: true });
    expect(await screen.findByText(/мероприятий нет/)).toBeTruthy();
    expect(await flaws()).toEqual([]);
    await person.click(screen.getByRole('button', { name: /Новое мероприятие/ }));
    await waitFor(() => expect(document.activeElement?.id).toBe('event-topic'));
  });

  it('are listed by quarter and by month with what waits for its number', async () => {
    const { backend, person } = await events();
    const rows = await screen.findAllByTestId('event-row');
    expect(rows.map((row) => row.textContent)).toEqual([expect.stringContaining('участники не записаны'), expect.stringContaining('12 участников')]);
    expect(await flaws()).toEqual([]);
    await person.click(screen.getByRole('button', { name: 'ноябрь' }));
    await screen.findByText(/мероприятий нет/);
    expect(backend.last('events')).toEqual([{ year: 2026, quarter: 4, month: 11, beyond: null }]);
    await person.click(screen.getByRole('button', { name: 'Предыдущий квартал' }));
    await waitFor(() => expect(backend.last('events')).toEqual([{ year: 2026, quarter: 3, month: null, beyond: null }]));
  });

  it('are written down without a mouse: Ctrl+N, topic, format by digit, leader by digit, Ctrl+Enter', async () => {
    const { backend, person } = await events();
    await screen.findAllByTestId('event-row');
    press('KeyN', 'т', { ctrlKey: true });
    await waitFor(() => expect(document.activeElement?.id).toBe('event-topic'));
    await person.keyboard('Вебинар о сне{Tab}{Tab}{Tab}{Tab}3{Tab}3');
    await person.type(byId('event-participants'), '7');
    save();
    await screen.findByText(/Записано/);
    expect(backend.last('save_event')?.[0]).toMatchObject({ id: null, version: 0, topic: 'Вебинар о сне', format: 'webinar', leaders: ['c3'], participants: '7', series: null });
    await waitFor(() => expect(document.activeElement?.tagName).toBe('H1'));
    expect(await flaws()).toEqual([]);
  });

  it('open at the number of people when that is what is missing', async () => {
    const stage = await events();
    await open(stage, /Готов ли/);
    await waitFor(() => expect(document.activeElement?.id).toBe('event-participants'));
  });

  it('r095_give everyone on the list a certificate number on saving, names being optional', async () => {
    const stage = await events();
    const { backend, person } = stage;
    await open(stage, /Готов ли/);
    await waitFor(() => expect(byId('event-certificates')).toBeTruthy());
    await person.click(byId('event-certificates'));
    await person.click(screen.getByRole('button', { name: /Добавить участника/ }));
    await person.keyboard('Зимина Ольга{Enter}');
    await waitFor(() => expect(document.activeElement?.id).toBe('event-person-1'));
    await person.click(screen.getByRole('button', { name: 'Выданы всем' }));
    await person.type(byId('event-participants'), '2');
    expect(await flaws()).toEqual([]);
    save();
    await screen.findByText(/Записано/);
    expect(backend.last('save_event')?.[0]).toMatchObject({ id: 'e2', version: 1, series: 'КЦ', list: [{ name: 'Зимина Ольга', given: true }, { name: '', given: true }] });
    const list = byId<HTMLElement>('event-shown').textContent;
    expect(list).toMatch(/Зимина Ольга — сертификат КЦ № 3\/2026, выдан.*Анонимно — сертификат КЦ № 4\/2026, выдан/s);
  });

  it('keep what was typed when saving is refused and when the screen is left', async () => {
    const stage = await events();
    const { backend, person } = stage;
    await open(stage, /Готов ли/);
    await waitFor(() => expect(byId('event-participants')).toBeTruthy());
    await person.type(byId('event-participants'), '3');
    backend.refuse('save_event', { code: 'list_longer', field: 'participants' }, { code: 'leader_required', field: 'leaders' }, { code: 'disk_full' });
    save();
    await waitFor(() => expect(byId('event-participants-error').textContent).toContain('больше людей'));
    expect(byId('event-leaders-error').textContent).toContain('кто ведёт');
    expect((await screen.findByRole('alert')).textContent).toContain('На диске нет места');
    expect(byId('event-participants').value).toBe('3');
    await goTo(person, 'Сегодня');
    await goTo(person, 'Мероприятия');
    await open(stage, /Готов ли/);
    await waitFor(() => expect(byId('event-participants').value).toBe('3'));
  });

  it('are annulled with a reason and stay in the list', async () => {
    const stage = await events();
    const { backend, person } = stage;
    await open(stage, /Травмы/);
    await person.click(await screen.findByRole('button', { name: /Аннулировать/ }));
    const dialog = await screen.findByRole('dialog');
    backend.refuse('annul_event', { code: 'reason_required', field: 'reason' });
    save();
    await waitFor(() => expect(byId('event-annul-reason-error').textContent).toContain('Нужна причина'));
    await person.type(within(dialog).getByLabelText('Причина'), 'записано дважды');
    save();
    await screen.findByText('записано дважды');
    expect(backend.last('annul_event')).toEqual([{ event: 'e1', version: 1, reason: 'записано дважды' }]);
    expect(document.getElementById('event-change')).toBeNull();
    await person.click(screen.getByRole('button', { name: 'К списку' }));
    expect((await screen.findAllByTestId('event-row')).some((row) => row.textContent?.includes('аннулировано'))).toBe(true);
  });

  it('are read by a consultant, who is offered nothing to write', async () => {
    const stage = await events({ me: { roles: ['consultant'], roles_words: 'консультант' } });
    await screen.findAllByTestId('event-row');
    expect(screen.queryByRole('button', { name: /Новое мероприятие/ })).toBeNull();
    await open(stage, /Травмы/);
    await screen.findByText(/Имена видят ведущие/);
    expect(document.getElementById('event-change')).toBeNull();
    expect(document.body.textContent).not.toContain('Рябова');
    expect(await flaws()).toEqual([]);
  });

  it('say beside the list when it cannot be read', async () => {
    const stage = await atDesk();
    stage.backend.refuse('events', { code: 'journal_damaged' });
    await goTo(stage.person, 'Мероприятия');
    expect((await screen.findByRole('alert')).textContent).toContain('Файл журнала повреждён');
  });
});
