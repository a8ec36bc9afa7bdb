import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { ConsultationForm } from '../src/backend/contract';
import { atDesk, byId, flaws, goTo, press } from './stage';

async function recording() {
  const stage = await atDesk();
  await goTo(stage.person, 'Приём');
  const rows = await screen.findAllByTestId('to-record-row');
  await stage.person.click(rows.find((row) => row.textContent?.includes('П-0041'))!);
  await waitFor(() => expect(byId('record-note')).toBeTruthy());
  return stage;
}

const sign = () => press('Enter', 'Enter', { ctrlKey: true });
const signed = (stage: Awaited<ReturnType<typeof recording>>) => stage.backend.last('sign')?.[0] as ConsultationForm;

describe('recording a consultation', () => {
  it('is topics by digit, a note, and Ctrl+Enter', async () => {
    const stage = await recording();
    const { person } = stage;
    await waitFor(() => expect((document.activeElement as HTMLInputElement).name).toBe('record-topics'));
    await person.keyboard('14');
    await person.type(byId('record-note'), 'Истерики утром');
    sign();
    await screen.findByText(/Подписано/);
    expect(signed(stage)).toMatchObject({ request: 'q1', version: 0, topics: ['crisis', 'limits'], note: 'Истерики утром', outcome: 'given', date: '2026-10-08', started: '12:30', ended: '13:15' });
    expect(screen.queryByRole('textbox', { name: 'Заметка' })).toBeNull();
  });

  it('shows at once whether it will be counted', async () => {
    const { person } = await recording();
    await person.keyboard('1');
    await waitFor(() => expect(byId('counting').textContent).toContain('будет учтена 1 услуга'), { timeout: 3000 });
    await person.click(byId('record-outcome-not_held'));
    await waitFor(() => expect(byId('counting').textContent).toContain('не учтена'), { timeout: 3000 });
  });

  it('keeps what was typed when signing is refused', async () => {
    const { backend, person } = await recording();
    await person.type(byId('record-note'), 'Папа против «церемоний»');
    await person.clear(byId('record-ended'));
    await person.type(byId('record-ended'), '12:00');
    backend.refuse('sign', { code: 'ends_before_start', field: 'ended' }, { code: 'topic_required', field: 'topics' }, { code: 'required', field: 'kind' });
    sign();
    await waitFor(() => expect(byId('record-ended-error').textContent).toContain('Конец раньше начала'));
    expect(byId('record-topics-error').textContent).toContain('Нужна хотя бы одна тема');
    // The refused field was folded away: it unfolds with its words.
    await waitFor(() => expect(byId('record-kind-error').textContent).toContain('Здесь нужен ответ'));
    expect(byId<HTMLTextAreaElement>('record-note').value).toBe('Папа против «церемоний»');
  });

  it('brings the draft back', async () => {
    const { backend, person } = await recording();
    await person.type(byId('record-note'), 'Вторая встреча');
    await person.click(screen.getByRole('button', { name: 'Дописать позже' }));
    await screen.findByRole('heading', { name: 'Сегодня' });
    expect(JSON.parse(backend.drafts.get('consultation q1')!.body)).toMatchObject({ request: 'q1', note: 'Вторая встреча' });
    const line = (await screen.findAllByTestId('session-line')).find((one) => one.textContent?.includes('П-0041'))!;
    expect(line.textContent).toContain('пишется');
    await person.click(line);
    await waitFor(() => expect(byId<HTMLTextAreaElement>('record-note').value).toBe('Вторая встреча'));
  });

  it('writes down a refusal with its ground and the organisation named', async () => {
    const stage = await recording();
    const { person } = stage;
    await person.click(byId('record-outcome-refused'));
    await person.click(byId('record-ground-competence'));
    await person.click(screen.getByRole('button', { name: /Назвали организацию/ }));
    await person.click(screen.getByRole('button', { name: /Другая организация/ }));
    const dialog = await screen.findByRole('dialog');
    // Ctrl+Enter answers the question, it does not sign what is behind it.
    await person.type(within(dialog).getByLabelText('Название'), 'Центр «Росток»');
    sign();
    await waitFor(() => expect(byId('record-organisations-o-Центр «Росток»').checked).toBe(true));
    expect(stage.backend.last('sign')).toBeUndefined();
    sign();
    await screen.findByText(/Подписано/);
    expect(signed(stage)).toMatchObject({ outcome: 'refused', ground: 'competence', organisations: ['o-Центр «Росток»'] });
  });

  it('is corrected only with a reason, and both signatures stay', async () => {
    const stage = await recording();
    const { backend, person } = stage;
    await person.keyboard('1');
    sign();
    await person.click(await screen.findByRole('button', { name: /Исправить/ }));
    backend.refuse('sign', { code: 'reason_required', field: 'reason' });
    sign();
    await waitFor(() => expect(byId('record-reason-error').textContent).toContain('Нужна причина'));
    await person.type(byId('record-reason'), 'описка в теме');
    await person.click(byId('record-topics-sleep'));
    sign();
    await screen.findByText(/исправлено: описка в теме/);
    expect(signed(stage)).toMatchObject({ version: 1, reason: 'описка в теме', topics: ['crisis', 'sleep'] });
  });

  it('after a failed attempt takes down the next one without calling it a correction', async () => {
    const stage = await recording();
    const { backend, person } = stage;
    await person.click(byId('record-outcome-not_held'));
    await person.click(byId('record-failure-technical_center'));
    sign();
    await person.click(await screen.findByRole('button', { name: /Обращение № 1/ }));
    await person.click(await screen.findByRole('button', { name: /Назначить снова/ }));
    await person.click(await screen.findByRole('radio', { name: /пт 9 октября/ }));
    await person.click(screen.getByRole('button', { name: /^Назначить/ }));
    await person.click(await screen.findByRole('button', { name: /Записать приём/ }));
    await waitFor(() => expect(byId('record-date').value).toBe('09.10.2026'));
    expect(document.getElementById('record-reason')).toBeNull();
    sign();
    await screen.findByText(/Подписано/);
    expect(signed(stage)).toMatchObject({ version: 1, outcome: 'given' });
    expect(backend.records.get('q1')?.versions).toHaveLength(2);
  });

  it('is recorded from Сегодня in at most 25 keys beside the note, and the mouse is not touched', async () => {
    const stage = await atDesk();
    const { backend, person } = stage;
    await screen.findAllByTestId('session-line');
    const note = 'Истерики утром, третий месяц';
    let keys = 0;
    document.addEventListener('keydown', () => (keys += 1), true);
    // Приём, the first that waits.
    await person.keyboard('{Alt>}3{/Alt}');
    await screen.findAllByTestId('to-record-row');
    await person.keyboard('{Tab}{Tab}{Enter}');
    await waitFor(() => expect((document.activeElement as HTMLInputElement).name).toBe('record-topics'));
    // Two topics, «Запрос решён — да», the note, «предложено оценить», signed.
    await person.keyboard('14{Enter}1{Enter}');
    await waitFor(() => expect(document.activeElement?.id).toBe('record-note'));
    const before = keys;
    await person.keyboard(note);
    const typed = keys - before;
    await person.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText(/Подписано/);
    expect(signed(stage)).toMatchObject({ request: 'q1', topics: ['crisis', 'limits'], satisfied: 'yes', note });
    expect(keys - typed).toBeLessThanOrEqual(25);
    expect(backend.drafts.size).toBe(0);
  });

  it('goes from question to question by Enter, and a note keeps its lines', async () => {
    const { person } = await recording();
    await waitFor(() => expect((document.activeElement as HTMLInputElement).name).toBe('record-topics'));
    await person.keyboard('{Enter}');
    expect((document.activeElement as HTMLInputElement).name).toBe('record-satisfied');
    await person.keyboard('{Enter}строка{Enter}другая');
    expect(byId<HTMLTextAreaElement>('record-note').value).toBe('строка\nдругая');
  });

  it('offers topics in the order it was given, the one asked for first', async () => {
    await recording();
    const topics = [...document.querySelectorAll<HTMLInputElement>('input[name="record-topics"]')].map((one) => one.value);
    expect(topics.slice(0, 3)).toEqual(['crisis', 'speech', 'early']);
    expect(topics).toHaveLength(9);
  });

  it('is timed: the clock fills start and end, and goes on when the screen is left', async () => {
    const stage = await recording();
    const { backend, person } = stage;
    backend.clock_now = '2026-10-08T13:00';
    await person.click(byId('record-timer'));
    await waitFor(() => expect(byId('record-started').value).toBe('13:00'));
    await person.click(screen.getByRole('button', { name: 'Дописать позже' }));
    expect(JSON.parse(backend.drafts.get('consultation q1')!.body)).toMatchObject({ timer: '2026-10-08T13:00', started: '13:00' });
    backend.clock_now = '2026-10-08T13:20';
    await person.click((await screen.findAllByTestId('session-line')).find((one) => one.textContent?.includes('П-0041'))!);
    expect((await screen.findByRole('timer')).textContent).toMatch(/идёт 20\sмин из 45/);
    expect(await flaws()).toEqual([]);
    await person.click(screen.getByRole('button', { name: 'Закончить' }));
    await waitFor(() => expect(byId('record-ended').value).toBe('13:20'));
    await person.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText(/Подписано/);
    expect(signed(stage)).toMatchObject({ started: '13:00', ended: '13:20', timer: null });
  });

  it('keeps the end that was typed while the clock ran', async () => {
    const stage = await recording();
    const { backend, person } = stage;
    backend.clock_now = '2026-10-08T13:00';
    await person.click(byId('record-timer'));
    await screen.findByRole('timer');
    expect(byId('record-ended').value).toBe('');
    backend.clock_now = '2026-10-08T15:00';
    await person.type(byId('record-ended'), '13:15');
    expect(screen.queryByRole('timer')).toBeNull();
    sign();
    await screen.findByText(/Подписано/);
    expect(signed(stage)).toMatchObject({ started: '13:00', ended: '13:15', timer: null });
  });

  it('takes back a clock that was started by mistake', async () => {
    const { backend, person } = await recording();
    const booked = [byId('record-started').value, byId('record-ended').value];
    backend.clock_now = '2026-10-08T18:00';
    await person.click(byId('record-timer'));
    await waitFor(() => expect(byId('record-started').value).toBe('18:00'));
    await person.click(byId('record-timer-undo'));
    expect([byId('record-started').value, byId('record-ended').value]).toEqual(booked);
    await waitFor(() => expect(document.activeElement?.id).toBe('record-timer'));
  });

  it('says who reads the note as soon as a second consultant stands in it', async () => {
    const { person } = await recording();
    expect(byId('record-note-help').textContent).toContain('Видите только вы');
    await person.click(byId('record-details'));
    const others = [...document.querySelectorAll<HTMLInputElement>('input[name="record-consultants"]:not(:checked)')];
    await person.click(others[0]!);
    expect(byId('record-note-help').textContent).toContain('только те, кто вёл приём');
  });

  it('opens the handouts with Ctrl+P', async () => {
    const { person } = await recording();
    await person.keyboard('{Control>}p{/Control}');
    await screen.findByRole('dialog', { name: /Раздатка/ });
  });

  it('r067_says_that_a_distance_session_is_long_and_lets_it_be_signed', async () => {
    const stage = await recording();
    const { person } = stage;
    await person.click(byId('record-details'));
    await person.click(byId('record-form-distance'));
    await person.clear(byId('record-ended'));
    await person.type(byId('record-ended'), '13:40');
    await screen.findByText(/Дистанционно дольше 45 минут/, undefined, { timeout: 3000 });
    sign();
    await waitFor(() => expect(document.activeElement?.id).toBe('record-caution-reason'));
    expect(await flaws()).toEqual([]);
    await person.keyboard('много вопросов');
    sign();
    await screen.findByText(/Подписано/);
    expect(signed(stage).more.caution_reason).toBe('много вопросов');
  });

  it('r102_takes_down_both_parents_by_name_or_as_anonymous', async () => {
    const stage = await recording();
    const { backend, person } = stage;
    await person.click(byId('record-second'));
    await waitFor(() => expect(document.activeElement?.id).toBe('record-second-name'));
    await person.keyboard('ёлк');
    await person.click(await screen.findByTestId('second-known'));
    await waitFor(() => expect(document.activeElement?.id).toBe('record-second-kind'));
    expect(screen.getByText('П-0187')).toBeTruthy();
    expect(await flaws()).toEqual([]);
    backend.refuse('sign', { code: 'same_person', field: 'second.name' });
    sign();
    await waitFor(() => expect(byId<HTMLElement>('record-second-wrong-error').textContent).toContain('один и тот же'));
    sign();
    await screen.findByText(/Подписано/);
    expect(signed(stage).second).toMatchObject({ recipient: 'p187', anonymous: false });
    expect(document.body.textContent).toContain('Кто был');
  });

  it('makes the next meeting before the signature, without losing a word', async () => {
    const { backend, person } = await recording();
    await person.type(byId('record-note'), 'Не потерять');
    await person.click(byId('record-next'));
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByRole('radiogroup', { name: 'Свободное время' });
    expect(await flaws()).toEqual([]);
    backend.refuse('next_meeting', { code: 'time_taken', field: 'slot.time' });
    await person.click(within(dialog).getByRole('radio', { name: 'пт, 9 октября, 10:30' }));
    await person.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(byId('next-time-error').textContent).toContain('уже обещано'));
    // Beyond the term it is promised all the same, with a reason and whose wish it was.
    backend.refuse('next_meeting', { code: 'after_term', field: 'caution_reason', about: '19.10.2026, понедельник' });
    await person.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(document.activeElement?.id).toBe('caution-reason'));
    await person.keyboard('так договорились');
    await person.click(byId('late-by-wish'));
    expect(await flaws()).toEqual([]);
    await person.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByRole('link', { name: /№ 17/ });
    expect(backend.last('next_meeting')).toEqual([{ request: 'q1', slot: { consultant: 'c3', date: '2026-10-09', time: '10:30', minutes: null, room: null }, caution_reason: 'так договорились', late_by_wish: true }]);
    expect(backend.last('sign')).toBeUndefined();
    await waitFor(() => expect(document.activeElement?.id).toBe('record-next'));
    expect(byId<HTMLTextAreaElement>('record-note').value).toBe('Не потерять');
  });

  it('begins a correction at its reason', async () => {
    const { person } = await recording();
    await person.keyboard('1');
    sign();
    await person.click(await screen.findByRole('button', { name: /Исправить/ }));
    await waitFor(() => expect(document.activeElement?.id).toBe('record-reason'));
  });

  it('tells who else has unsigned words here', async () => {
    const { backend, person } = await atDesk();
    backend.others_writing = ['Калинина М. С., 08.10.2026 13:20'];
    await goTo(person, 'Приём');
    await person.click((await screen.findAllByTestId('to-record-row'))[0]!);
    expect((await screen.findByText(/Калинина М. С., 08.10.2026 13:20/)).textContent).toContain('виден только автору');
    expect(await flaws()).toEqual([]);
  });

  it('has no flaw, neither open nor signed', async () => {
    const { person } = await recording();
    await person.click(byId('record-details'));
    await person.click(byId('record-child-present'));
    expect(await flaws()).toEqual([]);
    sign();
    await screen.findByText(/Подписано/);
    expect(await flaws()).toEqual([]);
  });
});

describe('handouts at a consultation', () => {
  it('r077_the_sixth_page_is_not_offered_for_print', async () => {
    const { backend, person } = await recording();
    await person.type(byId('record-note'), 'Не потерять');
    await person.click(screen.getByRole('button', { name: /Выбрать и напечатать/ }));
    const dialog = await screen.findByRole('dialog');
    for (const name of [/Кризис трёх лет без/, /Говорим/, /Первый месяц/]) await person.click(await within(dialog).findByRole('checkbox', { name }));
    const alert = await within(dialog).findByRole('alert');
    expect(alert.textContent).toMatch(/Шестая страница.*порядок, п. 29.*Комплект не изменился/s);
    // The wish is not taken, and what was chosen before it may still be printed.
    expect(within(dialog).getByRole('checkbox', { name: /Первый месяц/ })).toHaveProperty('checked', false);
    expect(within(dialog).getByRole('button', { name: /Напечатать 4 страницы/ })).toHaveProperty('disabled', false);
    expect(await flaws()).toEqual([]);
    await person.click(within(dialog).getByRole('button', { name: 'Оставить как есть' }));
    expect(within(dialog).queryByRole('alert')).toBeNull();
    await person.click(within(dialog).getByRole('button', { name: /Напечатать/ }));
    await waitFor(() => expect(screen.getByRole('meter', { name: /4 из 5/ })).toBeTruthy());
    expect(backend.last('give_handouts')).toEqual([{ request: 'q1', keys: ['crisis', 'speech'], how: 'print' }]);
    expect(byId<HTMLTextAreaElement>('record-note').value).toBe('Не потерять');
  });

  it('r077_the_best_set_is_taken_by_one_press', async () => {
    const { backend, person } = await recording();
    await person.click(screen.getByRole('button', { name: /Выбрать и напечатать/ }));
    const dialog = await screen.findByRole('dialog');
    for (const name of [/Режим/, /Говорим/, /Первый месяц/, /Кризис трёх лет без/]) await person.click(await within(dialog).findByRole('checkbox', { name }));
    // Five pages are taken; nothing of the wish fits beside them.
    const alert = await within(dialog).findByRole('alert');
    expect(alert.textContent).toMatch(/свободных страниц нет/);
    await person.click(within(dialog).getByRole('checkbox', { name: /Режим/ }));
    await waitFor(() => expect(within(dialog).getByRole('meter', { name: /4 из 5/ })).toBeTruthy());
    await person.click(within(dialog).getByRole('checkbox', { name: /Кризис трёх лет без/ }));
    expect((await within(dialog).findByRole('alert')).textContent).toMatch(/свободна 1 страница/);
    await person.click(within(dialog).getByRole('button', { name: 'Взять краткую, 1 с.' }));
    await waitFor(() => expect(within(dialog).getByRole('meter', { name: /5 из 5/ })).toBeTruthy());
    // The whole text takes the place of its short version, if it fits; here it does not.
    await person.click(within(dialog).getByRole('checkbox', { name: /Кризис трёх лет без/ }));
    await within(dialog).findByRole('alert');
    press('KeyP', 'з', { ctrlKey: true });
    await waitFor(() => expect(backend.last('give_handouts')).toEqual([{ request: 'q1', keys: ['speech', 'adaptation', 'crisis-short'], how: 'print' }]));
  });

  it('tells that the printer did not take the sheet and nothing was counted', async () => {
    const { backend, person } = await recording();
    await person.click(screen.getByRole('button', { name: /Выбрать и напечатать/ }));
    const dialog = await screen.findByRole('dialog');
    await person.click(await within(dialog).findByRole('checkbox', { name: /Режим/ }));
    backend.refuse('give_handouts', { code: 'print_failed' });
    await person.click(await within(dialog).findByRole('button', { name: /Напечатать 1 страница/ }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('Страницы не учтены');
  });

  it('lets a spoilt sheet be given back', async () => {
    const { person } = await recording();
    await person.click(screen.getByRole('button', { name: /Выбрать и напечатать/ }));
    const dialog = await screen.findByRole('dialog');
    await person.click(await within(dialog).findByRole('checkbox', { name: /Режим/ }));
    await person.click(await within(dialog).findByRole('button', { name: /Сохранить PDF/ }));
    await person.click(await screen.findByRole('button', { name: /Лист испорчен/ }));
    // It cannot be taken back, so it is asked once more.
    await person.click(await screen.findByRole('button', { name: 'Нет, отдан' }));
    expect(screen.getByRole('meter', { name: /1 из 5/ })).toBeTruthy();
    await person.click(await screen.findByRole('button', { name: /Лист испорчен/ }));
    await person.click(await screen.findByRole('button', { name: 'Да, испорчен' }));
    await waitFor(() => expect(screen.getByRole('meter', { name: /0 из 5/ })).toBeTruthy());
  });
});

describe('what is still to record', () => {
  it('tells an administrator whose work it is, and leads to theirs', async () => {
    const { backend, person } = await atDesk({ me: { roles: ['administrator'], roles_words: 'администратор' } });
    backend.refuse('to_record', { code: 'not_allowed' });
    await goTo(person, 'Приём');
    await person.click(await screen.findByRole('button', { name: 'Обращения' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Обращения' })).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
