import type { Problems } from './problems.svelte';

/** Seconds until the next try; ends by itself. */
export class Countdown {
  left = $state(0);
  #end = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  start(seconds: number) {
    this.stop();
    if (seconds <= 0) return;
    this.#end = Date.now() + seconds * 1000;
    this.left = seconds;
    this.#timer = setInterval(() => {
      this.left = Math.max(0, Math.ceil((this.#end - Date.now()) / 1000));
      if (this.left === 0) this.stop();
    }, 250);
  }

  stop() {
    clearInterval(this.#timer);
    this.left = 0;
  }

  /** The refusal says how long to wait: it is counted here instead of standing as a sentence. */
  take(problems: Problems) {
    const later = problems.list.find((problem) => problem.code === 'try_later');
    if (!later) return;
    problems.list = problems.list.filter((problem) => problem !== later);
    this.start(Number(later.about ?? 0));
  }
}
