import { describe, expect, it } from 'vitest';
import { configFrom } from './config';

describe('What config.json tells', () => {
  it('is a cookie session at the hub that serves the page', () => {
    expect(configFrom({}, 'https://hub.example')).toEqual({ api: '/api', session: 'cookie' });
    expect(configFrom({ api: 'https://hub.example/v1/' }, 'https://hub.example')).toEqual({ api: 'https://hub.example/v1', session: 'cookie' });
  });

  it('is tokens in memory at any other hub, whatever it says of sessions', () => {
    expect(configFrom({ api: 'https://other.example/api', session: 'cookie' }, 'https://hub.example'))
      .toEqual({ api: 'https://other.example/api', session: 'token' });
  });
});
