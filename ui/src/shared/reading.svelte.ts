import { Problems } from './problems.svelte';

/** Something read for a screen: being read, read, or refused. An answer that comes too late is dropped. */
export class Reading<T> {
  value = $state.raw<T | null>(null);
  waiting = $state(false);
  readonly problems = new Problems();

  #turn = 0;

  async read(work: () => Promise<T>): Promise<T | null> {
    const turn = ++this.#turn;
    this.waiting = true;
    try {
      const value = await work();
      if (turn !== this.#turn) return null;
      this.value = value;
      this.problems.clear();
      return value;
    } catch (thrown) {
      if (turn === this.#turn) this.problems.take(thrown);
      return null;
    } finally {
      if (turn === this.#turn) this.waiting = false;
    }
  }

  /** Forgets the value and whatever is still on its way. */
  drop() {
    this.#turn += 1;
    this.value = null;
    this.waiting = false;
    this.problems.clear();
  }
}
