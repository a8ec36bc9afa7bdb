import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { pictureOf } from '../src/shared/paper/picture';
import { atDesk, byId, flaws, goTo, press } from './stage';

const svg = (inner: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">${inner}</svg>`;

describe('a page as it will be printed', () => {
  it('is leafed and enlarged by keys, and says its number and its words', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Раздатки');
    const page = await screen.findByRole('img', { name: 'страница 1 из 2' });
    expect(page.querySelector('svg use')).not.toBeNull();
    expect(document.getElementById(page.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Кризис трёх лет без крика');
    const desk = document.querySelector<HTMLElement>('[data-preview]')!;
    desk.focus();
    press('ArrowRight', 'ArrowRight');
    await screen.findByRole('img', { name: 'страница 2 из 2' });
    press('PageDown', 'PageDown');
    press('PageUp', 'PageUp');
    await screen.findByRole('img', { name: 'страница 1 из 2' });
    press('End', 'End');
    await screen.findByRole('img', { name: 'страница 2 из 2' });
    press('Equal', '=', { ctrlKey: true });
    press('Equal', '+', { ctrlKey: true, shiftKey: true });
    await screen.findByText('150 %');
    // A wide page is moved, not turned, by the arrows.
    press('ArrowLeft', 'ArrowLeft');
    expect(screen.getByRole('img', { name: 'страница 2 из 2' })).toBeTruthy();
    press('Digit0', '0', { ctrlKey: true });
    await screen.findByText('страница целиком');
    expect(document.activeElement).toBe(desk);
    expect(await flaws()).toEqual([]);
    expect(backend.calls.filter((call) => call.command === 'handout_page')).toHaveLength(2);
    await person.click(byId('look-sleep'));
    await screen.findByRole('img', { name: 'страница 1 из 1' });
    expect(within(screen.getByTestId('preview')).getByRole('button', { name: 'Следующая страница' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('r080_is_shown_to_the_recipient_alone_over_the_whole_window', async () => {
    const { person } = await atDesk();
    await goTo(person, 'Раздатки');
    await person.click(await screen.findByRole('button', { name: /Показать получателю/ }));
    const shown = byId<HTMLDialogElement>('shown');
    await within(shown).findByRole('img', { name: 'страница 1 из 2' });
    expect(shown.open).toBe(true);
    expect(shown.textContent).not.toMatch(/П-\d{4}|Ветрова|Калинина/);
    press('ArrowRight', 'ArrowRight');
    await within(shown).findByRole('img', { name: 'страница 2 из 2' });
    press('ArrowRight', 'ArrowRight');
    press('PageUp', 'PageUp');
    await within(shown).findByRole('img', { name: 'страница 1 из 2' });
    expect(await flaws()).toEqual([]);
    press('Escape', 'Escape');
    await waitFor(() => expect(document.getElementById('shown')).toBeNull());
    expect(document.activeElement?.id).toBe('handouts-show');
  });

  it('r080_is_shown_from_the_record_too_and_the_choice_stands_after_it', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Приём');
    await person.click((await screen.findAllByTestId('to-record-row'))[0]!);
    await person.click(await waitFor(() => byId('record-handouts')));
    await person.click(await waitFor(() => document.querySelector<HTMLElement>('dialog .book-line input')!));
    await waitFor(() => expect(document.querySelectorAll('dialog .chosen li')).toHaveLength(1));
    await person.click(byId('handouts-show'));
    const shown = byId<HTMLDialogElement>('shown');
    await within(shown).findByRole('img', { name: /^страница 1/ });
    // Nothing is printed while the recipient looks.
    press('KeyP', 'p', { ctrlKey: true });
    press('Escape', 'Escape');
    await waitFor(() => expect(document.getElementById('shown')).toBeNull());
    expect(document.querySelectorAll('dialog .chosen li')).toHaveLength(1);
    expect(document.activeElement?.id).toBe('handouts-show');
    expect(backend.calls.some((call) => call.command === 'give_handouts')).toBe(false);
  });

  it('says when it cannot be made and keeps the list', async () => {
    const { backend, person } = await atDesk();
    backend.refuse('handout_page', { code: 'inner' });
    await goTo(person, 'Раздатки');
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(screen.getAllByTestId('handout-row')).toHaveLength(5);
  });

  it('leaves no page of another paper beside the words that this one cannot be made', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Журнал');
    await person.click(await screen.findByRole('button', { name: /Печать…/ }));
    await screen.findByRole('img', { name: 'страница 1 из 2' });
    backend.refuse('journal_page', { code: 'nothing_to_print' });
    await person.click(byId('paper-requests'));
    const preview = screen.getByTestId('preview');
    expect(await within(preview).findByRole('alert')).toBeTruthy();
    await waitFor(() => expect(within(preview).queryByRole('img', { name: /страница/ })).toBeNull());
  });

  it('of the month changes with the paper that is chosen, and names only where they may stand', async () => {
    const { backend, person } = await atDesk();
    await goTo(person, 'Журнал');
    await person.click(await screen.findByRole('button', { name: /Печать…/ }));
    await screen.findByRole('img', { name: 'страница 1 из 2' });
    await person.click(byId('paper-requests'));
    await person.click(byId('paper-bound'));
    await screen.findByRole('img', { name: 'страница 1 из 4' });
    await person.click(byId('paper-names'));
    const paper = { key: { year: 2026, month: 10 }, kind: 'requests', names: true, bound: true, print: null };
    await waitFor(() => expect(backend.calls.some((call) => call.command === 'journal_page' && JSON.stringify(call.values) === JSON.stringify([{ paper, page: 1 }]))).toBe(true));
    // Names on paper are blanked like all others.
    press('F8', 'F8');
    await screen.findByTestId('names-hidden');
    expect(screen.queryByRole('img', { name: /страница/ })).toBeNull();
    press('F8', 'F8');
    await screen.findByRole('img', { name: 'страница 1 из 4' });
    await person.click(byId('journal-save'));
    await waitFor(() => expect(backend.last('paper_journal')).toEqual([{ paper, how: 'save' }]));
  });

  it('is refused when it is more than shapes', () => {
    expect(pictureOf(svg('<defs><path id="a" d="M0 0"/></defs><g><use href="#a"/></g>'))).not.toBeNull();
    for (const bad of ['<script>1</script>', '<image href="#a"/>', '<a href="#b"/>', '<path onclick="1"/>', '<path style="fill:red"/>', '<use href="http://x.ru/#a"/>', '<use xlink:href="data:x" xmlns:xlink="http://www.w3.org/1999/xlink"/>', '<foreignObject/>']) {
      expect(pictureOf(svg(bad)), bad).toBeNull();
    }
    expect(pictureOf('<p>not a picture</p>')).toBeNull();
    expect(pictureOf('<svg')).toBeNull();
  });
});
