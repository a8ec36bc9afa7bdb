import { cleanup } from '@testing-library/svelte';
import { afterEach, vi } from 'vitest';
import { names } from '../src/shared/names.svelte';

// jsdom has dialogs without their behaviour, and no scrolling.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
};
window.scrollTo = () => undefined;
// Nor media to ask of: a window is as wide as the screens are planned for.
window.matchMedia = () => Object.assign(new EventTarget(), { matches: false, media: '', onchange: null, addListener: () => undefined, removeListener: () => undefined });

afterEach(() => {
  cleanup();
  names.show();
  vi.useRealTimers();
});
