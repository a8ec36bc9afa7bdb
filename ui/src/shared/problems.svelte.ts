import { tick } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Problem } from '../backend/contract';
import { problemsOf } from '../backend/refused';

/** What was refused of one form: each problem beside its field, the rest above the buttons. */
export class Problems {
  list = $state.raw<Problem[]>([]);
  /** Fields that stand on the screen now; a problem of any other field is shown with the general ones. */
  readonly #shown = new SvelteMap<string, number>();

  readonly general = $derived(this.list.filter((problem) => !this.#home(problem)));

  at(field: string): Problem[] {
    return this.list.filter((problem) => this.#home(problem) === field);
  }

  /** A field says that it is on the screen; the answer is called when it leaves. */
  shows(field: string): () => void {
    this.#shown.set(field, (this.#shown.get(field) ?? 0) + 1);
    return () => {
      const left = (this.#shown.get(field) ?? 1) - 1;
      if (left > 0) this.#shown.set(field, left);
      else this.#shown.delete(field);
    };
  }

  clear() {
    if (this.list.length > 0) this.list = [];
  }

  /** What was typed anew is no longer wrong until it is asked again. */
  forget(field: string) {
    if (this.at(field).length > 0) this.list = this.list.filter((problem) => this.#home(problem) !== field);
  }

  take(thrown: unknown) {
    this.list = problemsOf(thrown);
    void tick().then(() => {
      const first = document.querySelector<HTMLElement>('[aria-invalid="true"]:not(:disabled)');
      first?.focus();
    });
  }

  /** The nearest field shown: `hours.2.from` is said at `hours` where the line has no place of its own. */
  #home(problem: Problem): string | null {
    const parts = problem.field?.split('.') ?? [];
    while (parts.length > 0) {
      const name = parts.join('.');
      if (this.#shown.has(name)) return name;
      parts.pop();
    }
    return null;
  }
}
