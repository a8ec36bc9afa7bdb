// The порядок written by the head, and the means of distance, on the screens.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { OrderForm } from '../src/backend/contract';
import { atDesk, byId, flaws, press } from './stage';

async function settings(part: string, state: Parameters<typeof atDesk>[0] = {}) {
  const desk = await atDesk(state);
  press('Digit8', '*', { altKey: true });
  await screen.findByRole('heading', { level: 1, name: 'Настройки' });
  await desk.person.click(byId(`settings-${part}`));
  return desk;
}

const arrived = async (id: string) => {
  await waitFor(() => byId(id));
  return byId(id);
};

describe('the порядок', () => {
  it('shows its versions with their days, and only the head may write', async () => {
    await settings('order');
    const versions = await screen.findAllByTestId('order-version');
    expect(versions.map((one) => within(one).getByRole('heading').textContent)).toEqual(['Порядок центра, новая редакция', 'Порядок центра', 'Рекомендуемый порядок']);
    expect(versions[1]!.textContent).toContain('действует');
    expect(versions[1]!.textContent).toContain('так у всех центров');
    expect(screen.queryByRole('button', { name: 'Отозвать: Рекомендуемый порядок' })).toBeNull();
  });

  it('says nothing of writing to a consultant', async () => {
    await settings('order', { me: { roles: ['consultant'], roles_words: 'консультант', consultant: 'c3' } });
    await screen.findAllByTestId('order-version');
    expect(document.getElementById('order-new')).toBeNull();
  });

  it('is written, looked at and saved; every question of every shape stands there', async () => {
    const { backend, person } = await settings('order');
    await person.click(await arrived('order-new'));
    await arrived('order-title');
    expect(await flaws()).toEqual([]);
    await person.click(byId('order-forms-allowed-outing'));
    await person.clear(byId('order-term-booking'));
    await person.type(byId('order-term-booking'), '7');
    await person.selectOptions(byId<HTMLSelectElement>('order-term-booking-severity'), 'block');
    await person.click(byId('order-refusal-grounds-behaviour-distance'));
    await person.clear(byId('order-journals-j1'));
    await person.type(byId('order-journals-j1'), 'Журнал: учёт');
    await person.selectOptions(byId<HTMLSelectElement>('order-region-calendar'), 'RU-LIP');
    await person.click(byId('order-look'));
    await screen.findByRole('heading', { name: /^Что изменится с 1 ноября/ });
    const answers = Object.fromEntries((backend.last('order_changes')![0] as OrderForm).answers.map((one) => [one.key, one]));
    // In the order they are offered, not in the order they were chosen.
    expect(answers['forms.allowed']!.values).toEqual(['in_center', 'outing', 'distance', 'written']);
    expect(answers['term.booking']).toMatchObject({ values: ['7'], severity: 'block' });
    expect(answers['refusal.grounds']!.values).toEqual(['competence:distance', 'behaviour:distance']);
    expect(answers['journals']!.values[0]).toBe('j1:Журнал: учёт');
    expect(answers['region.calendar']!.values).toEqual(['RU-LIP']);
    expect(answers['count.couple'], 'what all centres share is not asked').toBeUndefined();
    expect(await flaws()).toEqual([]);
    press('Enter', 'Enter', { ctrlKey: true });
    await screen.findByText(/Порядок сохранён/);
    await waitFor(() => expect(document.activeElement?.id).toBe('order-new'));
  });

  it('says every contradiction at its keys, keeps what was typed and has the keyboard at the first', async () => {
    const { backend, person } = await settings('order');
    await person.click(await arrived('order-new'));
    await person.clear(await arrived('order-title'));
    await person.type(byId('order-title'), 'Наш порядок');
    const about = 'Форма «письменный ответ» есть, а письменный ответ не даётся.';
    backend.refuse('order_changes', { code: 'order_contradicts', field: 'written.mode', about }, { code: 'order_contradicts', field: 'forms.allowed', about }, { code: 'order_contradicts', field: 'term.booking', about: 'Нужно число от 1 до 365.' });
    await person.click(byId('order-look'));
    await waitFor(() => expect(screen.getAllByText(about).length).toBe(2));
    expect(screen.getByText('Нужно число от 1 до 365.')).toBeTruthy();
    expect(byId('order-title').value).toBe('Наш порядок');
    expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true');
    expect(await flaws()).toEqual([]);
  });

  it('waits half-written through a lock', async () => {
    const { person } = await settings('order');
    await person.click(await arrived('order-new'));
    await person.clear(await arrived('order-title'));
    await person.type(byId('order-title'), 'Недописанный');
    await person.click(byId('order-leave'));
    await screen.findByTestId('order-left');
    await person.click(byId('order-go-on'));
    await waitFor(() => expect(byId('order-title').value).toBe('Недописанный'));
    await person.click(byId('order-give-up'));
    await waitFor(() => byId('order-new'));
    expect(screen.queryByTestId('order-left')).toBeNull();
  });

  it('is taken back only after a question', async () => {
    const { person } = await settings('order');
    await person.click(await arrived('order-withdraw-2026-12-01'));
    await screen.findByRole('dialog', { name: 'Отозвать порядок?' });
    expect(await flaws()).toEqual([]);
    await person.click(byId('order-withdraw-yes'));
    await screen.findByText(/отозван/);
    expect(screen.getAllByTestId('order-version')).toHaveLength(2);
  });

  it('takes the answers of another порядок and gives the old ones back', async () => {
    const { person } = await settings('order');
    await person.click(await arrived('order-new'));
    await person.clear(await arrived('order-term-booking'));
    await person.type(byId('order-term-booking'), '5');
    await person.selectOptions(byId<HTMLSelectElement>('order-source'), 'b');
    await person.click(byId('order-take'));
    await waitFor(() => expect(byId('order-term-booking').value).toBe('10'));
    await person.click(byId('order-take-back'));
    await waitFor(() => expect(byId('order-term-booking').value).toBe('5'));
  });
});

describe('means of distance', () => {
  it('bear the word of the law, say what lacks, and an own one is added', async () => {
    const { person } = await settings('lists');
    await person.click(byId('list-means'));
    await screen.findByText(/запрещено с 01.06.2025/);
    expect(screen.getByTestId('means-lacks').textContent).toContain('на экране');
    expect(await flaws()).toEqual([]);
    await person.click(byId('means-edit-zoom'));
    expect(document.getElementById('means-label'), 'words of the program’s own rows stay').toBeNull();
    await person.click(byId('means-cancel'));
    await person.click(byId('means-new'));
    await person.type(await arrived('means-label'), 'Телемост');
    expect(await flaws()).toEqual([]);
    await person.click(byId('means-save'));
    await screen.findByText('Телемост');
  });
});
