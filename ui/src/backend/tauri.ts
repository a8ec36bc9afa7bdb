// The one file that knows the shell. Everything else speaks to the `Backend` interface.
import { invoke } from '@tauri-apps/api/core';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import { commandArguments, type Backend } from './contract';

/** The program's own commands, each called by its name with its arguments by theirs. */
export function shellBackend(): Backend {
  const calls = Object.entries(commandArguments).map(([command, names]) => [
    command,
    (...values: unknown[]) =>
      invoke(command, Object.fromEntries(names.map((name, index) => [name, values[index]]))),
  ]);
  return Object.fromEntries(calls) as Backend;
}

/** Draws the whole window larger; the screens fold as on a smaller display. */
export const zoomShell = (factor: number): Promise<void> => getCurrentWebview().setZoom(factor);
