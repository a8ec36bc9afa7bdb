import { MediaQuery } from 'svelte/reactivity';

/** Whether the window, as large as it is drawn, is too narrow for wide tables: 125 % on 1366. The same bound stands in base.css. */
export const narrow = new MediaQuery('max-width: 72rem');
