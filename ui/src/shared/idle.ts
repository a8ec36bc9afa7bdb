/** Calls `left` once no hand has touched the keyboard or the mouse for so many minutes. */
export function watchHands(minutes: number, left: () => void): () => void {
  const limit = minutes * 60_000;
  let last = Date.now();
  const touched = () => {
    last = Date.now();
  };
  const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
  for (const sign of signs) window.addEventListener(sign, touched, { passive: true, capture: true });
  // The clock is asked each time, so a computer that slept is locked as soon as it wakes.
  const timer = setInterval(() => {
    if (Date.now() - last >= limit) left();
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
