import { Act } from './act.svelte';

/** A new password typed twice, or once where it can be seen. Cleared as soon as it was used. */
export class NewPassword {
  password = $state('');
  repeat = $state('');
  shown = $state(false);
  differs = $state(false);
  withoutKeyring = $state(false);
  readonly act = new Act();

  /** Asked only where no keyring answered. */
  readonly keyringAway = $derived(
    this.withoutKeyring ||
      this.act.problems.list.some(
        (problem) => problem.code === 'keyring_absent' || problem.code === 'keyring_locked' || problem.field === 'without_keyring',
      ),
  );

  async run<T>(work: () => Promise<T>): Promise<{ value: T } | null> {
    this.differs = !this.shown && this.password !== this.repeat;
    if (this.differs) return null;
    const done = await this.act.run(work);
    if (done) this.clear();
    return done;
  }

  clear() {
    this.password = '';
    this.repeat = '';
    this.shown = false;
    this.differs = false;
    this.withoutKeyring = false;
  }
}
