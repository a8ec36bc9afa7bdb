import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { atDesk, begin, byId, flaws, press } from './stage';

const NAME = 'Учебный журнал';
const open = async (state: Parameters<typeof begin>[0] = {}) => {
  const stage = await begin(state);
  await stage.person.click(screen.getByRole('button', { name: 'Открыть учебный журнал' }));
  await screen.findByRole('region', { name: NAME });
  return stage;
};

describe('the practice journal', () => {
  it('is offered on the first start, where there is no journal yet', async () => {
    await begin({ opening: { stage: 'no_journal' } });
    const button = screen.getByRole('button', { name: 'Открыть учебный журнал' });
    expect(button.getAttribute('aria-describedby')).toBe('open-practice-words');
    expect(document.activeElement).not.toBe(button);
  });

  it('is offered on the cover beside the real one, without a password', async () => {
    const { backend } = await open();
    expect(backend.calls.some((call) => call.command === 'unlock')).toBe(false);
  });

  it('says in words on every screen and in the title that all is invented', async () => {
    const { person } = await open();
    await waitFor(() => expect(document.title).toContain('учебный журнал'));
    for (const section of ['Запись', 'Приём', 'Журнал', 'Раздатки', 'Мероприятия', 'Отчёты', 'Настройки']) {
      await person.click(screen.getByRole('link', { name: new RegExp(`^${section}`) }));
      expect(screen.getByRole('region', { name: NAME }).textContent).toContain('всё вымышлено');
    }
  });

  it('lets one be each of the three without a password', async () => {
    const { backend, person } = await open();
    expect(byId('practice-administrator').getAttribute('aria-pressed')).toBe('true');
    for (const role of ['consultant', 'head', 'administrator']) {
      await person.click(byId(`practice-${role}`));
      await waitFor(() => expect(byId(`practice-${role}`).getAttribute('aria-pressed')).toBe('true'));
      expect(backend.last('practice_as')).toEqual([role]);
    }
  });

  it('begins anew after asking, and not when the answer is no', async () => {
    const { backend, person } = await open();
    await person.click(byId('practice-reset'));
    await screen.findByRole('dialog', { name: 'Начать учебный журнал заново?' });
    expect(document.activeElement).toBe(byId('practice-reset-no'));
    await person.click(byId('practice-reset-no'));
    expect(backend.last('reset_practice')).toBeUndefined();
    await person.click(byId('practice-reset'));
    await person.click(byId('practice-reset-yes'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(backend.last('reset_practice')).toEqual([]);
  });

  it('goes back to the cover, with and without the mouse', async () => {
    const { person } = await open();
    await person.click(byId('practice-leave'));
    await screen.findByRole('heading', { name: 'Журнал заперт' });
    expect(document.title).toBe('Порядок');
    await person.click(screen.getByRole('button', { name: 'Открыть учебный журнал' }));
    await screen.findByRole('region', { name: NAME });
    press('KeyL', 'д', { ctrlKey: true });
    await screen.findByRole('heading', { name: 'Журнал заперт' });
  });

  it('tells why it cannot be opened, and the cover stays', async () => {
    const { backend, person } = await begin();
    backend.refuse('open_practice', { code: 'disk_full' });
    await person.click(screen.getByRole('button', { name: 'Открыть учебный журнал' }));
    expect((await screen.findByRole('alert')).textContent).toMatch(/мест/);
    expect(screen.getByLabelText('Пароль')).toBeTruthy();
  });

  it('is not to be seen in the real journal', async () => {
    await atDesk();
    expect(screen.queryByRole('region', { name: NAME })).toBeNull();
    expect(byId('lock')).toBeTruthy();
  });

  it('has no flaw for those who cannot see or use a mouse', async () => {
    const { person } = await open();
    expect(await flaws()).toEqual([]);
    await person.click(byId('practice-reset'));
    await screen.findByRole('dialog');
    expect(await flaws()).toEqual([]);
  });

  it('has none on the first start either', async () => {
    await begin({ opening: { stage: 'no_journal' } });
    expect(await flaws()).toEqual([]);
  });
});
