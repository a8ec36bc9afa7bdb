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

afterEach(() => {
  cleanup();
  names.show();
  vi.useRealTimers();
});
