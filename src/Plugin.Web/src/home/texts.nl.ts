import type { home as en } from './texts.en';

export const home: typeof en = {
  title: 'Start',
  hello: 'Welkom, {{name}}.',
  tasks: 'mijn taken',
  none: 'U hebt nog geen taak aangemaakt',
  task: { name: 'Naam', status: 'Status', created: 'Gemaakt' },
};
