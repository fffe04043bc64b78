import { config } from '../../api/config';
import { credentials } from '../../api/credentials';
import { Refusal, refusalOf } from '../../api/refusal';
import { fromBase64 } from '../payload/base64';

export type Kind = 'input' | 'result' | 'log';

/** What is looked at in the page; the rest of a larger one is for downloads. */
export const MOST_SHOWN = 4 << 20;

export interface Part {
  readonly text: string;
  /** Bytes in all. */
  readonly size: number;
  readonly whole: boolean;
  /** With which the log's digest of it was made; null when the hub did not say. */
  readonly salt: string | null;
}

async function get(run: number, kind: Kind, headers: readonly [string, string][], signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${config.api}/run/${run}/contents/${kind}`, {
      headers: [...(await credentials('GET')), ...headers], credentials: 'same-origin', ...(signal ? { signal } : {}),
    });
  } catch (error) {
    throw error instanceof DOMException && error.name === 'AbortError' ? error : new Refusal(0, '');
  }

  if (!response.ok) {
    throw refusalOf(response.status, await response.json().catch(() => null));
  }

  return response;
}

/** As it travelled, up to what a page can show. */
export async function fetchPart(run: number, kind: Kind, signal?: AbortSignal): Promise<Part> {
  const response = await get(run, kind, [['Range', `bytes=0-${MOST_SHOWN - 1}`]], signal);
  const salt = response.headers.get('Content-Salt');
  const total = Number(/\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? Number.NaN);
  if (response.status === 200 && Number(response.headers.get('Content-Length')) > MOST_SHOWN) {
    const text = await firstOf(response);
    return { text, size: Number(response.headers.get('Content-Length')), whole: false, salt };
  }

  const text = await response.text();
  return { text, size: Number.isNaN(total) ? text.length : total, whole: Number.isNaN(total) || total <= MOST_SHOWN, salt };
}

/** For hubs and proxies that know no ranges. */
async function firstOf(response: Response): Promise<string> {
  const reader = response.body!.getReader();
  const parts: Uint8Array[] = [];
  for (let length = 0; length < MOST_SHOWN;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }

    parts.push(value);
    length += value.length;
  }

  await reader.cancel();
  return parts.map((part) => new TextDecoder('latin1').decode(part)).join('').slice(0, MOST_SHOWN);
}

/** Of an unencrypted collaboration: decoded as it comes, so that its size does not matter. */
export async function fetchDecoded(run: number, kind: Kind): Promise<Blob> {
  const response = await get(run, kind, []);
  return new Response(response.body!.pipeThrough(new TextDecoderStream('latin1')).pipeThrough(decoding())).blob();
}

export async function fetchText(run: number, kind: Kind): Promise<string> {
  return (await get(run, kind, [])).text();
}

function decoding(): TransformStream<string, Uint8Array> {
  let rest = '';
  return new TransformStream({
    transform(chunk, controller) {
      const text = rest + chunk.replace(/\s+/g, '');
      const whole = text.length - (text.length % 4);
      rest = text.slice(whole);
      if (whole > 0) {
        controller.enqueue(fromBase64(text.slice(0, whole)));
      }
    },
    flush(controller) {
      if (rest !== '') {
        controller.enqueue(fromBase64(rest));
      }
    },
  });
}
