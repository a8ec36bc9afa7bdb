// Keys are told by their place on the keyboard, so that Ctrl+L works in the Russian layout too.

const names: Record<string, string> = { Slash: '/', Enter: 'enter', NumpadEnter: 'enter', Escape: 'escape', F8: 'f8' };

function nameOf(event: KeyboardEvent): string {
  // Some virtual keyboards report no place: then the sign itself must do.
  if (!event.code) return event.key.toLowerCase();
  if (event.code.startsWith('Key')) return event.code.slice(3).toLowerCase();
  return digitOf(event) ?? names[event.code] ?? event.code.toLowerCase();
}

/** The digit of a key of the upper row or of the number pad. */
export function digitOf(event: KeyboardEvent): string | null {
  return /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1] ?? (event.code ? null : (/^[0-9]$/.exec(event.key)?.[0] ?? null));
}

/** `pressed(event, 'ctrl+enter')`. Modifiers that are not named must not be held. */
export function pressed(event: KeyboardEvent, combination: string): boolean {
  const parts = combination.toLowerCase().split('+');
  const key = parts.pop();
  return (
    nameOf(event) === key &&
    (event.ctrlKey || event.metaKey) === parts.includes('ctrl') &&
    event.altKey === parts.includes('alt') &&
    event.shiftKey === parts.includes('shift')
  );
}
