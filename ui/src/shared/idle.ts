/** Calls `left` once no hand has touched the keyboard or the mouse for so many minutes. */
export function watchHands(minutes: number, left: () => void): () => void {
  const limit = minutes * 60_000;
  let last = { clock: Date.now(), running: performance.now() };
  const touched = () => {
    last = { clock: Date.now(), running: performance.now() };
  };
  const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
  for (const sign of signs) window.addEventListener(sign, touched, { passive: true, capture: true });
  // The clock is asked each time, so a computer that slept is locked as soon as it wakes; and so is the time the page
  // has run, so that a clock set back does not give an empty desk hours more.
  const timer = setInterval(() => {
    if (Math.max(Date.now() - last.clock, performance.now() - last.running) >= limit) left();
  }, 1000);
  return () => {
    clearInterval(timer);
    for (const sign of signs) window.removeEventListener(sign, touched, { capture: true });
  };
}

/** Calls `left` when the shell says that the person has left: the screen was locked, or the computer goes to sleep. */
export function watchLeaving(left: () => void): () => void {
  window.addEventListener('poryadok-left', left);
  return () => window.removeEventListener('poryadok-left', left);
}
