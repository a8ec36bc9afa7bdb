import { getContext, setContext } from 'svelte';
import type { Backend, Theme, WindowLook } from '../backend/contract';
import { pressed } from './keys';

/** How large the whole window may be drawn, in per cent. */
export const zooms = [100, 110, 125, 150, 175, 200];

/** Pixels of a window whose letters are of the usual size. */
const USUAL_WIDTH = 1920;

/** How much larger letters are drawn in a window this wide: 1.25 on 2560, 1.75 on 3840, never more than twice. */
export function largeness(width: number): number {
  const more = (Math.max(width, USUAL_WIDTH) / USUAL_WIDTH - 1) * 0.75;
  return Math.min(2, 1 + Math.round(more * 20) / 20);
}

/** Draws the window at this part of its own size: 1.25 is a quarter larger. The web view does it. */
export type Zoomer = (factor: number) => Promise<void>;

/** Theme and size of the window: known before the journal is open, kept on this computer. */
export class Look {
  theme = $state<Theme>('system');
  zoom = $state(100);

  readonly #backend: Backend;
  readonly #zoomer: Zoomer;
  #drawn = 1;

  constructor(backend: Backend, zoomer: Zoomer) {
    this.#backend = backend;
    this.#zoomer = zoomer;
  }

  async begin() {
    this.fit();
    try {
      this.#show(await this.#backend.window_look());
    } catch {
      // The usual look serves as well.
      return;
    }
  }

  /** The window itself was made wider or narrower. Its own width does not change with the size it is drawn at. */
  fit() {
    const factor = (this.zoom / 100) * largeness(window.outerWidth);
    if (factor === this.#drawn) return;
    this.#drawn = factor;
    void this.#zoomer(factor);
  }

  async choose(look: Partial<WindowLook>) {
    const wanted = { theme: this.theme, zoom: this.zoom, ...look };
    this.#show(wanted);
    try {
      await this.#backend.keep_window_look(wanted);
    } catch {
      // It looks as asked for now; the next start will not know.
      return;
    }
  }

  /** Whether the key was one of the size. */
  keyed(event: KeyboardEvent): boolean {
    const is = (...combinations: string[]) => combinations.some((one) => pressed(event, one));
    if (is('ctrl+equal', 'ctrl+shift+equal', 'ctrl+numpadadd', 'ctrl++')) this.#step(1);
    else if (is('ctrl+minus', 'ctrl+numpadsubtract', 'ctrl+-')) this.#step(-1);
    else if (is('ctrl+0')) void this.choose({ zoom: 100 });
    else return false;
    return true;
  }

  #step(by: number) {
    const zoom = zooms[zooms.indexOf(this.zoom) + by];
    if (zoom !== undefined) void this.choose({ zoom });
  }

  #show({ theme, zoom }: WindowLook) {
    if (theme !== this.theme) {
      if (theme === 'system') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
    }
    this.theme = theme;
    this.zoom = zoom;
    this.fit();
  }
}

const key = Symbol('look');

export function offerLook(look: Look): Look {
  return setContext(key, look);
}

export function useLook(): Look {
  return getContext<Look>(key);
}
