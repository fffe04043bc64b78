import type { pki } from 'node-forge';
import { fromBase64, textOf } from '../payload/base64';
import { EnvelopeError, open } from '../payload/envelope';
import type { Part } from './content';
import { parseResult, unfolded } from './json';

/** What became of a content when it was opened. */
export type Opened =
  | { readonly state: 'json'; readonly value: unknown; readonly text: string }
  | { readonly state: 'text'; readonly text: string }
  | { readonly state: 'bytes'; readonly size: number }
  /** The beginning of something that is too large for a page. */
  | { readonly state: 'part'; readonly text: string; readonly size: number }
  | { readonly state: 'sealed' }
  | { readonly state: 'failed'; readonly fault: 'shape' | 'key' | 'insecure' };

export async function openContent(part: Part, encrypted: boolean, key: pki.rsa.PrivateKey | undefined): Promise<Opened> {
  if (part.text === '') {
    return { state: 'text', text: '' };
  }

  if (encrypted) {
    if (key === undefined) {
      return { state: 'sealed' };
    }

    try {
      return part.whole ? read(await open(part.text, key)) : { state: 'part', text: '', size: part.size };
    } catch (error) {
      return { state: 'failed', fault: error instanceof EnvelopeError ? error.fault : 'shape' };
    }
  }

  try {
    if (!part.whole) {
      const begun = part.text.replace(/\s+/g, '');
      return { state: 'part', text: new TextDecoder().decode(fromBase64(begun.slice(0, begun.length - (begun.length % 4)))), size: part.size };
    }

    return read(fromBase64(part.text));
  } catch {
    return { state: 'failed', fault: 'shape' };
  }
}

function read(bytes: Uint8Array): Opened {
  const text = textOf(bytes);
  if (text === null) {
    return { state: 'bytes', size: bytes.length };
  }

  try {
    return { state: 'json', value: unfolded(parseResult(text)), text };
  } catch {
    return { state: 'text', text };
  }
}
