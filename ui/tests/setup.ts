import { cleanup, configure } from '@testing-library/svelte';
import { afterEach, vi } from 'vitest';
import { names } from '../src/shared/names.svelte';

// What is looked for is there within milliseconds; a machine busy with other builds is no failure.
configure({ asyncUtilTimeout: 10_000 });

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
