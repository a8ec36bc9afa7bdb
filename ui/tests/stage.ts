import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { expect } from 'vitest';
import App from '../src/App.svelte';
import { FakeBackend, type FakeState } from '../src/backend/fake';

/** The program in an invented centre, with somebody at its keyboard. */
export async function begin(state: Partial<FakeState> = {}) {
  const backend = new FakeBackend(state);
  const view = render(App, { backend });
  const person = userEvent.setup();
  await screen.findByRole('heading', { level: 1, name: (name) => name !== 'Порядок' });
  return { backend, view, person };
}

/** The same with the journal already open. */
export const atDesk = (state: Partial<FakeState> = {}) => begin({ opening: { stage: 'open' }, ...state });

export async function goTo(person: ReturnType<typeof userEvent.setup>, section: string) {
  await person.click(screen.getByRole('link', { name: new RegExp(`^${section}`) }));
}

/** Anything by its id: for fields whose group gives them their name. */
export function byId<T extends HTMLElement = HTMLInputElement>(id: string): T {
  const found = document.getElementById(id);
  expect(found, `#${id} should be on the screen`).not.toBeNull();
  return found as T;
}

/** What axe finds wrong on the whole screen. Contrast and layout need a real window and are not judged here. */
export async function flaws(): Promise<string[]> {
  const result = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`);
}

/** A key by its place on the keyboard, as the Russian layout reports it, pressed where the focus is. */
export function press(code: string, key: string, modifiers: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true, ...modifiers });
  (document.activeElement ?? document.body).dispatchEvent(event);
}
