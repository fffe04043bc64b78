import { describe, expect, it } from 'vitest';
import { refusalOf } from './refusal';

describe('A refusal', () => {
  it('is read from the shape of vantage6, with its fields', () => {
    const refusal = refusalOf(400, { msg: 'The request is not valid: name: Too long.', errors: { name: ['Too long.'] } });
    expect(refusal.message).toBe('The request is not valid: name: Too long.');
    expect(refusal.fields).toEqual({ name: ['Too long.'] });
  });

  it('is read from problem details, with its code', () => {
    const refusal = refusalOf(409, { title: 'Conflict', detail: 'It has ended.', code: 'run.finished' });
    expect([refusal.message, refusal.code]).toEqual(['It has ended.', 'run.finished']);
  });

  it('is one even when its body says nothing', () => {
    expect(refusalOf(502, null)).toMatchObject({ status: 502, message: '', unreachable: true });
  });
});
