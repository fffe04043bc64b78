import { base64Of, concat, hexOf, utf8, type Bytes } from './bytes';
import { encodeEntry } from './entry';
import type { Generation, HubLog } from './hubLog';
import { hashChildren, hashLeaf, sha256 } from './merkle';
import type { ShownEvent } from './shown';

type Pair = CryptoKeyPair;

/** A hub with a log of its own and stations that sign, whose every answer can be tampered with. For tests only. */
export class StandInHub implements HubLog {
  leaves: Bytes[] = [];
  generation = 1;
  opened: Generation[] = [];
  /** The nodes that sign the next checkpoints. */
  signing: number[] = [];
  readonly notes: string[] = [];
  private readonly pairs = new Map<string, Pair>();

  constructor(readonly hub = '6f1d3c1e-5a0b-4c58-9f0e-2b8f6f9d7a11') {}

  async append(count: number, mark = 'event'): Promise<ShownEvent[]> {
    const events: ShownEvent[] = [];
    for (let i = 0; i < count; i++) {
      const position = this.leaves.length + 1;
      const data = { node: 7, attempt: 1, mark };
      const entry = encodeEntry({
        stream: `run-${position}`, version: 1n, name: 'run.claimed/1', data: utf8(JSON.stringify(data)), metadata: utf8('{"actor":"node:7","rule":12}'),
        microseconds: BigInt(position) * 1_000_001n, salt: new Uint8Array(16),
      });
      this.leaves.push(await hashLeaf(entry));
      const at = `${new Date(position * 1000).toISOString().slice(0, 19)}.${String(position).padStart(6, '0')}Z`;
      events.push({ position, stream: `run-${position}`, version: 1, name: 'run.claimed/1', at, actor: 'node:7', for: null, via: null, rule: 12, data, entry: base64Of(entry) });
    }

    return events;
  }

  async newest(): Promise<string> {
    return this.notes[0] ?? this.make();
  }

  async make(): Promise<string> {
    const text = `plugin/${this.hub}/${this.generation}\n${this.leaves.length}\n${base64Of(await rootOf(this.leaves))}\n`;
    const lines = [await this.sign(this.hubName, text), ...(await Promise.all(this.signing.map((node) => this.sign(this.nodeName(node), text))))];
    this.notes.unshift(`${text}\n${lines.join('')}`);
    return this.notes[0] as string;
  }

  async latest(): Promise<readonly string[]> {
    return this.notes;
  }

  async keys(): Promise<readonly string[]> {
    return Promise.all([this.hubName, ...this.signing.map((node) => this.nodeName(node))].map((name) => this.keyText(name)));
  }

  async inclusion(position: number, size: number): Promise<readonly string[]> {
    return (await pathOf(this.leaves.slice(0, size), position - 1)).map(hexOf);
  }

  async consistency(from: number, to: number): Promise<readonly string[]> {
    return from === 0 || from === to ? [] : (await subproof(this.leaves.slice(0, to), from, true)).map(hexOf);
  }

  async generations(): Promise<readonly Generation[]> {
    return this.opened;
  }

  /** From now on it signs with another key. */
  changeKey(name = this.hubName): void {
    this.pairs.delete(this.owner(name));
  }

  nodeName(node: number): string {
    return `plugin/${this.hub}/node/${node}`;
  }

  get hubName(): string {
    return `plugin/${this.hub}/${this.generation}`;
  }

  // The hub's key outlives the generation in its name.
  private owner(name: string): string {
    return name.includes('/node/') ? name : 'hub';
  }

  private async pair(name: string): Promise<Pair> {
    const known = this.pairs.get(this.owner(name));
    if (known) {
      return known;
    }

    const made = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])) as Pair;
    this.pairs.set(this.owner(name), made);
    return made;
  }

  private async keyText(name: string): Promise<string> {
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', (await this.pair(name)).publicKey));
    return `${name}+${hexOf((await sha256(spki)).slice(0, 4))}+${base64Of(concat(Uint8Array.of(2), spki))}`;
  }

  private async sign(name: string, text: string): Promise<string> {
    const { privateKey, publicKey } = await this.pair(name);
    const raw = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, utf8(text)));
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
    const id = (await sha256(spki)).slice(0, 4);
    return `— ${name} ${base64Of(concat(id, derOf(raw)))}\n`;
  }
}

function derOf(raw: Bytes): Bytes {
  const number = (part: Bytes): Bytes => {
    const start = part.findIndex((byte) => byte !== 0);
    const digits = part.slice(start < 0 ? 31 : start);
    const whole = (digits[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), digits) : digits;
    return concat(Uint8Array.of(2, whole.length), whole);
  };
  const both = concat(number(raw.slice(0, 32)), number(raw.slice(32)));
  return concat(Uint8Array.of(0x30, both.length), both);
}

function split(count: number): number {
  let half = 1;
  while (half * 2 < count) {
    half *= 2;
  }

  return half;
}

export async function rootOf(leaves: readonly Bytes[]): Promise<Bytes> {
  if (leaves.length < 2) {
    return leaves[0] ?? sha256(new Uint8Array());
  }

  const half = split(leaves.length);
  return hashChildren(await rootOf(leaves.slice(0, half)), await rootOf(leaves.slice(half)));
}

async function pathOf(leaves: readonly Bytes[], index: number): Promise<Bytes[]> {
  if (leaves.length < 2) {
    return [];
  }

  const half = split(leaves.length);
  return index < half
    ? [...(await pathOf(leaves.slice(0, half), index)), await rootOf(leaves.slice(half))]
    : [...(await pathOf(leaves.slice(half), index - half)), await rootOf(leaves.slice(0, half))];
}

async function subproof(leaves: readonly Bytes[], from: number, complete: boolean): Promise<Bytes[]> {
  if (from === leaves.length) {
    return complete ? [] : [await rootOf(leaves)];
  }

  const half = split(leaves.length);
  return from <= half
    ? [...(await subproof(leaves.slice(0, half), from, complete)), await rootOf(leaves.slice(half))]
    : [...(await subproof(leaves.slice(half), from - half, false)), await rootOf(leaves.slice(0, half))];
}
