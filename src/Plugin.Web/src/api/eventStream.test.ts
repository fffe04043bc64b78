import { describe, expect, it } from 'vitest';
import { EventStreamParser } from './eventStream';

describe('A stream of server-sent events', () => {
  it('is put together from pieces that end anywhere', () => {
    const parser = new EventStreamParser();
    expect(parser.push('id: 1:7\neve')).toEqual([]);
    expect(parser.push('nt: changed\ndata: {"kind":"task"}\r\n\r')).toEqual([]);
    expect(parser.push('\n')).toEqual([{ id: '1:7', event: 'changed', data: '{"kind":"task"}' }]);
  });

  it('leaves out comments and keeps the position', () => {
    const parser = new EventStreamParser();
    parser.push('id: 9\ndata: a\n\n');
    expect(parser.push(': still here\n\nevent: reset\n\n')).toEqual([{ id: '9', event: 'reset', data: '' }]);
  });
});
