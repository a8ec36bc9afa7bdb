import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');
const tasks = ['unlock', 'today', 'booking', 'consultation', 'journal', 'reports', 'handouts', 'events', 'settings'];

interface Import {
  from: string;
  to: string;
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((file) => normalize(file))
  .filter((file) => /\.(ts|svelte)$/.test(file));
const text = (file: string) => readFileSync(join(root, file), 'utf8');

function importsOf(file: string): Import[] {
  const found = text(file).matchAll(/(?:from\s+|import\s+|import\s*\(\s*)'([^']+)'/g);
  return [...found].map(([, to = '']) => ({ from: file, to: to.startsWith('.') ? relative(root, join(root, dirname(file), to)) : to }));
}

/** Why an import may not be, or null when it may. */
export function wrong({ from, to }: Import): string | null {
  const room = from.split(/[\\/]/)[0] ?? '';
  const target = to.split(/[\\/]/)[0] ?? '';
  if (to.startsWith('@tauri-apps') && from !== join('backend', 'tauri.ts')) return 'only backend/tauri.ts knows the shell';
  if (room === 'shared' && tasks.includes(target)) return 'shared imports no task';
  if (tasks.includes(room) && tasks.includes(target) && room !== target) return 'tasks do not import each other';
  if (room === 'backend' && ['shared', ...tasks].includes(target)) return 'the backend knows no screen';
  if (/^backend[\\/]tauri/.test(to) && from !== 'main.ts') return 'only main.ts chooses the real backend';
  if (/^backend[\\/]fake/.test(to) && from !== 'rehearsal.ts' && !/^backend[\\/]fake/.test(from)) return 'the fake is for tests and rehearsals';
  return null;
}

describe('the arrows of the interface', () => {
  it('point one way in every file', () => {
    const broken = files.flatMap(importsOf).flatMap((one) => {
      const reason = wrong(one);
      return reason ? [`${one.from} → ${one.to}: ${reason}`] : [];
    });
    expect(files.length).toBeGreaterThan(50);
    expect(broken).toEqual([]);
  });

  it('are noticed when they point backward', () => {
    expect(wrong({ from: join('shared', 'x.ts'), to: join('booking', 'times.svelte') })).not.toBeNull();
    expect(wrong({ from: join('today', 'Today.svelte'), to: join('booking', 'Parts.svelte') })).not.toBeNull();
    expect(wrong({ from: join('booking', 'Parts.svelte'), to: '@tauri-apps/api/core' })).not.toBeNull();
  });

  it('leave no style attribute and no raw markup, which the content policy forbids', () => {
    const offenders = files.filter((file) => file.endsWith('.svelte') && /\sstyle(?::[\w-]+)?=|\{@html|innerHTML/.test(text(file)));
    expect(offenders).toEqual([]);
  });

  it('keep the fake backend out of the build', () => {
    expect(text('main.ts')).not.toContain('fake');
  });
});
