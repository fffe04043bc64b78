import i18next from 'i18next';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Translate } from '../texts';
import { namesOf } from './names';
import { author, sentence, type Told } from './sentence';
import { wordOf } from './states';
import { sentences } from './sentences.en';
import { audit as en } from './texts.en';
import { audit as nl } from './texts.nl';

const instance = i18next.createInstance();
await instance.init({ lng: 'en', resources: { en: { audit: en }, nl: { audit: nl } }, fallbackLng: false, interpolation: { escapeValue: false } });
const translate = { en: instance.getFixedT('en') as unknown as Translate, nl: instance.getFixedT('nl') as unknown as Translate };

const names = namesOf([
  { stream: 'user-4', name: 'Alice' }, { stream: 'user-9', name: null }, { stream: 'organisation-2', name: 'Utrecht' }, { stream: 'organisation-3', name: 'Gent' },
  { stream: 'task-5', name: 'Ages' }, { stream: 'node-7', name: 'UMCU' },
]);

const told = (name: string, stream: string, data: unknown, more: Partial<Told> = {}): Told => ({ name, stream, data, actor: 'user:4', for: null, via: null, ...more });

const order = told('task.created/2', 'task-5', {
  image: 'registry.example/summary:1', runs: [{ run: 50, organisation: 2, node: 7 }, { run: 51, organisation: 3, node: 8 }], databases: [{ label: 'default' }],
});

describe('A value that is one of a few words', () => {
  it('is said in the language of who reads', () => {
    expect(wordOf(translate.en, 'erased', 'contents_and_texts')).toBe('contents and texts');
    expect(wordOf(translate.nl, 'erased', 'contents')).toBe('inhoud');
  });

  it('stays as it is when it is another', () => {
    expect(wordOf(translate.nl, 'erased', 'later')).toBe('later');
    expect(wordOf(translate.nl, 'image', 'nothing')).toBe('nothing');
  });
});

describe('An event as a sentence', () => {
  it('says who ordered what on whose data', () => {
    expect(sentence(translate.en, order, names)).toBe(
      'Alice ordered task 5 “Ages”: registry.example/summary:1 on the data of organization Utrecht, organization Gent, data source default.');
    expect(sentence(translate.nl, order, names)).toBe(
      'Alice gaf opdracht tot taak 5 “Ages”: registry.example/summary:1 op de gegevens van organisatie Utrecht, organisatie Gent, gegevensbron default.');
  });

  it('says that a name or a text was erased', () => {
    expect(sentence(translate.en, told('user.deactivated/1', 'user-9', { reason: null }), names)).toBe('Alice deactivated user 9 (name erased): “(erased)”.');
    expect(sentence(translate.nl, told('run.ended/2', 'run-50', { outcome: 'failed', cause: { kind: 'reported', words: null } }), names))
      .toBe('Run 50 eindigde: mislukt. Wat het station zei is gewist.');
  });

  it('says why a run ended, in the hub’s terms or the station’s words', () => {
    const ended = (cause: unknown): string => sentence(translate.en, told('run.ended/2', 'run-50', { outcome: 'killed', cause }), names);
    expect(ended({ kind: 'task_killed', task: 5 })).toBe('Run 50 ended: stopped. Task 5 was stopped.');
    expect(ended({ kind: 'reported', words: 'Out of memory.' })).toBe('Run 50 ended: stopped. The station said: “Out of memory.”');
  });

  it('takes nothing that people wrote for a template', () => {
    const hostile = namesOf([{ stream: 'task-5', name: '{{who}} $t(audit:title) <b>' }]);
    expect(sentence(translate.en, told('task.killed/1', 'task-5', {}), hostile)).toBe('User 4 stopped task 5 “{{who}} $t(audit:title) <b>”.');
  });

  it('names what it does not know', () => {
    expect(sentence(translate.en, told('task.frozen/1', 'task-5', null), names)).toBe('Alice caused task.frozen/1 on task 5 “Ages”.');
  });

  it('says for whom and through which station', () => {
    expect(author(translate.en, { actor: 'run:50/2', for: 'user:4', via: 'node:7' }, names)).toBe('the algorithm of run 50 (attempt 2) for Alice through station UMCU');
    expect(author(translate.nl, { actor: 'duty:leases', for: null, via: null }, names)).toBe('de hub zelf (leases)');
    expect(author(translate.en, { actor: null, for: null, via: null }, names)).toBe('somebody unknown');
  });

  it('is there for every event that the hub writes, in both languages, without a gap', () => {
    const approved = readFileSync(new URL('../../../../tests/Plugin.Domain.Tests/events.approved.txt', import.meta.url), 'utf8').trim().split('\n');
    const samples = approved.map((line) => ({ name: line.slice(0, line.indexOf(' ')), data: JSON.parse(line.slice(line.indexOf(' '))) as unknown }));
    expect(new Set(samples.map(({ name }) => name.split('/')[0]))).toEqual(new Set(Object.keys(sentences)));
    for (const { name, data } of samples) {
      for (const t of Object.values(translate)) {
        const text = sentence(t, told(name, 'task-5', data), names);
        expect(text).not.toMatch(/undefined|\{\{|audit:|\[object/);
      }
    }
  });
});
