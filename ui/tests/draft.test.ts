import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBackend } from '../src/backend/fake';
import { Draft, flushDrafts, hasUnsaved } from '../src/shared/draft.svelte';

const key = { form: 'booking', subject: '' };

describe('a draft', () => {
  let backend: FakeBackend;
  beforeEach(() => {
    vi.useFakeTimers();
    backend = new FakeBackend();
  });

  async function opened(): Promise<Draft> {
    const draft = new Draft(backend, 'a1', key);
    await draft.restore();
    draft.settle('{}');
    return draft;
  }
  const saves = () => backend.calls.filter((call) => call.command === 'save_draft').map((call) => call.values[1]);

  it('is saved within two seconds even while typing goes on', async () => {
    const draft = await opened();
    for (let at = 0; at < 25; at += 1) {
      draft.offer(`{"n":${at}}`);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(saves().length).toBeGreaterThanOrEqual(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(saves().at(-1)).toBe('{"n":24}');
    await draft.leave();
  });

  it('is not saved when nothing was typed', async () => {
    const draft = await opened();
    draft.offer('{}');
    await vi.advanceTimersByTimeAsync(5000);
    expect(saves()).toEqual([]);
    await draft.leave();
  });

  it('is not brought back to life by a late save once its form was registered', async () => {
    const draft = await opened();
    draft.offer('{"n":1}');
    await draft.stop();
    draft.offer('{"n":2}');
    await vi.advanceTimersByTimeAsync(5000);
    await flushDrafts();
    expect(saves()).toEqual([]);
  });

  it('stays in memory through a lock when the disk refuses it, and is offered again', async () => {
    const draft = await opened();
    draft.offer('{"n":1}');
    backend.refuse('save_draft', { code: 'disk_full' });
    await flushDrafts();
    expect(draft.trouble?.code).toBe('disk_full');
    backend.refuse('save_draft', { code: 'disk_full' });
    await draft.leave();
    expect(hasUnsaved()).toBe(true);

    const again = new Draft(backend, 'a1', key);
    expect(await again.restore()).toBe('{"n":1}');
    again.settle('{}');
    again.offer('{"n":1}');
    await again.flush();
    expect(saves().at(-1)).toBe('{"n":1}');
    expect(hasUnsaved()).toBe(false);
    await again.stop();
  });

  it('is never shown to another account from memory', async () => {
    const draft = await opened();
    draft.offer('{"n":1}');
    expect(new Draft(backend, 'a2', key).kept()).toBeNull();
    expect(new Draft(backend, 'a1', key).kept()).toBe('{"n":1}');
    await draft.stop();
  });
});
