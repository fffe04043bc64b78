import { raw } from './hub';

/** The file that the hub writes while it is fetched; how large it gets is known at its end only. */
export async function fetchExport(query: URLSearchParams, signal: AbortSignal, progress: (bytes: number) => void): Promise<{ name: string; blob: Blob }> {
  const text = query.toString();
  const response = await raw(`audit/export${text === '' ? '' : `?${text}`}`, 'GET', signal);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    parts.push(part.value);
    bytes += part.value.length;
    progress(bytes);
  }

  return { name: nameIn(response.headers.get('Content-Disposition')) ?? 'export.zip', blob: new Blob(parts, { type: 'application/zip' }) };
}

export function nameIn(disposition: string | null): string | null {
  return /filename="?([A-Za-z0-9._-]+)"?/.exec(disposition ?? '')?.[1] ?? null;
}

/** `1.4 MB`; units that both languages share. */
export function sizeInWords(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
