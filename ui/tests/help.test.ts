import { render, screen, waitFor } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { FakeBackend } from '../src/backend/fake';
import type { GuidePage } from '../src/backend/contract';
import Help from '../src/Help.svelte';

const page = (key: string, title: string, heading: string): GuidePage => ({
  key,
  title,
  blocks: [{ kind: 'heading', spans: [{ kind: 'plain', text: heading }] }],
});

const pages = [page('settings', 'Настройки', 'Новый порядок'), page('settings-access', 'Доступ, копии, история', 'Копии')];

/** The help of the settings, with one part of them open. */
async function beside(part: string | null) {
  const backend = Object.assign(new FakeBackend(), { guide: async () => pages });
  render(Help, { backend, about: 'settings', part, close: () => {} });
  return await screen.findByRole('heading', { level: 2 });
}

it('begins at the open part, on whichever page of the screen speaks of it', async () => {
  expect((await beside('Копии')).textContent).toBe('Доступ, копии, история');
  await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Копии'));
});

it('begins with the screen’s own page where no page speaks of the part', async () => {
  expect((await beside('Облик')).textContent).toBe('Настройки');
});
