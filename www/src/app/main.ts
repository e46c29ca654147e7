import { mount } from 'svelte';
import App from './App.svelte';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/kit.css';
import '../styles/dates.css';
import '../styles/layers.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element with the id "app"');
mount(App, { target });
