// The keyboard always stands somewhere: when what had the focus goes away, it moves to what is nearest.

const reachable = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** Watches until the answer is called. */
export function keepFocus(): () => void {
  let last: Element | null = null;
  let above: Element[] = [];

  function remember(event: FocusEvent) {
    if (!(event.target instanceof Element)) return;
    last = event.target;
    above = [];
    for (let up = last.parentElement; up && up !== document.body; up = up.parentElement) above.push(up);
  }

  function mend() {
    const stands = document.activeElement;
    if (stands && stands !== document.body && stands.isConnected) return;
    // A click beside everything is no loss: what had the focus is still there.
    if (!last || last.isConnected) return;
    nearest(above)?.focus({ preventScroll: true });
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  // After whoever took it away has had the chance to say where the keyboard goes.
  const watcher = new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(mend, 0);
  });
  watcher.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusin', remember);
  return () => {
    clearTimeout(timer);
    watcher.disconnect();
    document.removeEventListener('focusin', remember);
  };
}

function nearest(above: Element[]): HTMLElement | null {
  for (const place of above) {
    if (!place.isConnected || place.contains(document.querySelector('main h1'))) break;
    const found = place.querySelector<HTMLElement>(reachable);
    if (found) return found;
  }
  return document.querySelector<HTMLElement>('main [data-first]') ?? document.querySelector<HTMLElement>('main h1');
}
