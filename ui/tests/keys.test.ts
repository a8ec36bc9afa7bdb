// The sheet of keys, the help and the screens say the same.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { keyList, shown } from '../src/shared/key-list';
import { pressed } from '../src/shared/keys';
import { largeness } from '../src/shared/look.svelte';
import { atDesk, press } from './stage';

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, '..', 'src');
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ts|svelte)$/.test(file));
const listed = keyList.flatMap((group) => group.lines.flatMap((line) => line.combinations));

describe('the list of keys', () => {
  it('holds every key that a screen asks for', () => {
    const asked = files
      .filter((file) => !/backend/.test(file))
      .flatMap((file) => [...readFileSync(join(sources, file), 'utf8').matchAll(/pressed\(event, '([^']+)'\)|\['((?:ctrl|alt|shift)\+[^']+|page\w+|home|end)',/g)])
      .map((found) => found[1] ?? found[2]!);
    expect(asked.length).toBeGreaterThan(15);
    expect([...new Set(asked)].filter((key) => !listed.includes(key))).toEqual([]);
  });

  it.each([
    ['KeyN', 'т', 'ctrl+n'], ['KeyF', 'а', 'ctrl+f'], ['KeyL', 'д', 'ctrl+l'], ['KeyP', 'з', 'ctrl+p'], ['Slash', '.', 'ctrl+/'],
    ['Enter', 'Enter', 'ctrl+enter'], ['Equal', '=', 'ctrl+equal'], ['Minus', '-', 'ctrl+minus'], ['Digit0', ')', 'ctrl+0'],
  ])('tells %s by its place, whatever sign (%s) the layout gives it', (code, key, combination) => {
    expect(pressed(new KeyboardEvent('keydown', { code, key, ctrlKey: true }), combination)).toBe(true);
    expect(pressed(new KeyboardEvent('keydown', { code, key, ctrlKey: true, altKey: true }), combination)).toBe(false);
  });

  it('writes keys as they stand on the keyboard', () => {
    expect(keyList.flatMap((group) => group.lines.map(shown)).slice(0, 7)).toEqual(['Ctrl N', 'Ctrl F', 'Alt 1 … Alt 8', 'F6', 'Esc', 'F1', 'Ctrl /']);
  });
});

describe('the size of the window', () => {
  it('goes by steps, is kept, and does not leave its bounds', async () => {
    const { backend } = await atDesk();
    press('Equal', '=', { ctrlKey: true });
    await waitFor(() => expect(backend.look_now.zoom).toBe(110));
    for (let turn = 0; turn < 8; turn += 1) press('NumpadAdd', '+', { ctrlKey: true });
    await waitFor(() => expect(backend.look_now.zoom).toBe(200));
    press('Minus', '-', { ctrlKey: true });
    await waitFor(() => expect(backend.look_now.zoom).toBe(175));
    press('Digit0', ')', { ctrlKey: true });
    await waitFor(() => expect(backend.look_now.zoom).toBe(100));
  });
});

describe('the size of letters in a wide window', () => {
  it('is the usual one up to 1920, grows with the width, and ends at twice', () => {
    expect([800, 1366, 1920, 2560, 3840, 5120, 7680].map(largeness)).toEqual([1, 1, 1, 1.25, 1.75, 2, 2]);
  });
});

describe('the pages of help', () => {
  const guide = join(here, '..', '..', 'assets', 'guide');
  const screens = files.map((file) => readFileSync(join(sources, file), 'utf8')).join('\n').replaceAll('&nbsp;', ' ');

  it.each(readdirSync(guide))('%s quotes only words that stand on the screens', (page) => {
    const quoted = [...readFileSync(join(guide, page), 'utf8').matchAll(/\*\*([^*]+)\*\*/g)].map((found) => found[1]!.replace(/\.$/, ''));
    expect(quoted.filter((words) => !screens.includes(words))).toEqual([]);
  });
});
