// Keys are told by their place on the keyboard, so that Ctrl+L works in the Russian layout too.

const names: Record<string, string> = { Slash: '/', Enter: 'enter', NumpadEnter: 'enter', Escape: 'escape', F1: 'f1', F6: 'f6', F8: 'f8' };

function nameOf(event: KeyboardEvent): string {
  if (!placed(event)) return event.key.toLowerCase();
  if (event.code.startsWith('Key')) return event.code.slice(3).toLowerCase();
  return digitOf(event) ?? names[event.code] ?? event.code.toLowerCase();
}

/** Some virtual keyboards report no place: then the sign itself must do. */
function placed(event: KeyboardEvent): boolean {
  return event.code !== '' && event.code !== 'Unidentified';
}

/** The digit of a key of the upper row or of the number pad. */
export function digitOf(event: KeyboardEvent): string | null {
  const [pattern, text] = placed(event) ? [/^(?:Digit|Numpad)([0-9])$/, event.code] : [/^([0-9])$/, event.key];
  return pattern.exec(text)?.[1] ?? null;
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
