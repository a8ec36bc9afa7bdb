import { mount } from 'svelte';
import App from './App.svelte';
import { shellBackend, zoomShell } from './backend/tauri';
import './shared/style/fonts.css';
import './shared/style/tokens.css';
import './shared/style/base.css';

const target = document.getElementById('program');
if (target) mount(App, { target, props: { backend: shellBackend(), zoomer: zoomShell } });
