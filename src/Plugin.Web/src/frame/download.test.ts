import { describe, expect, it } from 'vitest';
import { csv } from './download';

describe('A table as CSV', () => {
  it('quotes what needs it', () => {
    expect(csv(['a', 'b'], [['x,y', 'say "no"'], [1, null]])).toBe('a,b\r\n"x,y","say ""no"""\r\n1,\r\n');
  });

  it('gives no spreadsheet a formula, and leaves numbers alone', () => {
    expect(csv(['a', 'b'], [['=HYPERLINK(1)', -3]])).toBe("a,b\r\n'=HYPERLINK(1),-3\r\n");
  });
});
