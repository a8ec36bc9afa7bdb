// What happens when a hand is quicker than the answers: nothing chosen is lost, no late answer stands.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import App from '../src/App.svelte';
import { commandArguments, type Backend, type EventFilter, type EventPage, type SearchForm, type SearchPage } from '../src/backend/contract';
import { FakeBackend } from '../src/backend/fake';
import { Recording } from '../src/consultation/recording.svelte';
import { Find } from '../src/journal/find.svelte';
import { Place } from '../src/shared/place.svelte';
import { atDesk, byId, goTo } from './stage';

async function openPlace(own: Partial<Backend> = {}) {
  const backend = { ...commandsOf(new FakeBackend({ opening: { stage: 'open' } })), ...own };
  return { backend, place: new Place(backend, await backend.me(), await backend.lists()) };
}

/** The same commands, of which some may be answered otherwise. */
function commandsOf(backend: FakeBackend): Backend {
  const calls = (Object.keys(commandArguments) as (keyof Backend)[]).map((name) => [name, backend[name].bind(backend)]);
  return Object.fromEntries(calls) as Backend;
}

/** Answers that come when they are told to. */
function answers<Q, A>() {
  const asked: { query: Q; give: (answer: A) => Promise<void> }[] = [];
  const ask = (query: Q) =>
    new Promise<A>((resolve) => {
      asked.push({ query, give: async (answer) => { resolve(answer); await Promise.resolve(); await new Promise((turn) => setTimeout(turn)); } });
    });
  return { asked, ask };
}

describe('A hand quicker than the answers', () => {
  it('chooses two handouts, and both are taken', async () => {
    const { person } = await atDesk();
    await goTo(person, 'Приём');
    await person.click((await screen.findAllByTestId('to-record-row'))[0]!);
    await person.click(await waitFor(() => byId('record-handouts')));
    await waitFor(() => expect(document.querySelectorAll('dialog .book-line input').length).toBeGreaterThan(1));
    const boxes = [...document.querySelectorAll<HTMLInputElement>('dialog .book-line input')];
    const sizes = boxes.map((box) => Number(/(\d+) с\.$/.exec(box.closest('label')!.textContent!.trim())?.[1]));
    const small = boxes.filter((box, index) => sizes[index]! <= 2 && !box.closest('.brief')).slice(0, 2);
    expect(small).toHaveLength(2);
    for (const box of small) void fireEvent.click(box);
    await waitFor(() => expect(document.querySelectorAll('dialog .chosen li')).toHaveLength(2));
    expect(small.every((box) => box.checked)).toBe(true);
  });

  it('gives a correction up, and the record is counted as it is signed', async () => {
    const { place } = await openPlace();
    const recording = new Recording(place, 'q1');
    await recording.open();
    recording.form!.topics = ['crisis'];
    await recording.sign();
    expect(recording.counting?.counted).toBe(true);
    recording.correct();
    recording.form!.outcome = 'refused';
    await recording.weigh();
    expect(recording.counting?.counted).toBe(false);
    await recording.giveUp();
    expect(recording.counting?.counted).toBe(true);
  });

  it('asks for more while another word is being looked for, and gets no rows of both', async () => {
    const { asked, ask } = answers<SearchForm, SearchPage>();
    const { place } = await openPlace({ search: ask });
    const page = (place: string | null): SearchPage => ({ rows: [], count_words: '', next: place, read_as: null });
    const find = new Find(place);
    find.text = 'сон';
    const first = find.read();
    await asked[0]!.give(page('100'));
    await first;
    find.text = 'сон и страхи';
    const second = find.read();
    void find.readMore();
    expect(asked.map((one) => one.query.after)).toEqual([null, null]);
    await asked[1]!.give(page('50'));
    await second;
    void find.readMore();
    expect(asked.at(-1)!.query.after).toBe('50');
  });

  it('leafs on through events, and asks for more only of the quarter that is shown', async () => {
    const { asked, ask } = answers<EventFilter, EventPage>();
    const { backend } = await openPlace({ events: ask });
    render(App, { backend });
    await fireEvent.click(await screen.findByRole('link', { name: /^Мероприятия/ }));
    const row = { id: 'e1', number_words: '№ 1', date: '2026-10-01', time: '10:00', until: '11:00', topic: 'Сон', format_words: '', leaders_words: '', participants: 0, state: 'held', state_words: '' } as EventPage['rows'][number];
    await asked[0]!.give({ rows: [row], next: { starts: '2026-10-01T10:00', number: 1 }, sums_words: '', count_words: '', may_write: false });
    const more = await waitFor(() => byId('events-more'));
    await fireEvent.click(byId('events-previous'));
    await fireEvent.click(more);
    expect(asked.map((one) => [one.query.quarter, one.query.beyond])).toEqual([[4, null], [3, null]]);
  });

  it('types a day of receipt, and the free times wait for the whole of it', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Запись');
    await person.click(byId('booking-from-paper'));
    await person.type(byId('booking-received-date'), '05.');
    const received = () => (backend.calls.filter((call) => call.command === 'free_times').map((call) => (call.values[0] as { received: string | null }).received));
    expect(received().every((day) => day === null)).toBe(true);
    await person.type(byId('booking-received-date'), '10.2026');
    await waitFor(() => expect(received().at(-1)).toBe('2026-10-05'));
  });
});
