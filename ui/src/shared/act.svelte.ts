import { Problems } from './problems.svelte';

/** One thing at a time: while an act runs its button waits, and a refusal is kept for the screen. */
export class Act {
  readonly problems: Problems;
  running = $state(false);

  constructor(problems = new Problems()) {
    this.problems = problems;
  }

  /** The result, or null when it was refused or another act is still running. */
  async run<T>(work: () => Promise<T>): Promise<{ value: T } | null> {
    if (this.running) return null;
    this.running = true;
    this.problems.clear();
    try {
      return { value: await work() };
    } catch (thrown) {
      this.problems.take(thrown);
      return null;
    } finally {
      this.running = false;
    }
  }
}
