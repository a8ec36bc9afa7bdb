// A stage for looking at the screens without the program: `npm run rehearse`. Not part of the build.
// `?open` starts with an open journal, `?empty` with a new one, `?first` with the first start,
// `?nokeyring` without a keyring, `?theme=dark` at night.
import { mount } from 'svelte';
import App from './App.svelte';
import { FakeBackend } from './backend/fake';
import './shared/style/fonts.css';
import './shared/style/tokens.css';
import './shared/style/base.css';

const wish = new URLSearchParams(location.search);
const theme = wish.get('theme');
if (theme) document.documentElement.dataset.theme = theme;

const stage = wish.has('first') ? 'no_journal' : wish.has('open') ? 'open' : 'locked';
const backend = new FakeBackend({
  empty: wish.has('empty'),
  opening: { stage, keyring: wish.has('nokeyring') ? 'absent' : 'ready' },
});

const target = document.getElementById('program');
if (target) mount(App, { target, props: { backend } });
