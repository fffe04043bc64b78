import { BY_IMAGE, type Draft } from './draft';

export type Lack = 'keys' | 'collaboration' | 'image' | 'function' | 'organizations' | 'databases' | 'arguments' | 'json' | 'name';

/** What an order still needs, in the order of the form. */
export function lackingOf(draft: Draft, collaboration: number | null, faults: Readonly<Record<string, unknown>>): readonly Lack[] {
  const lacks: [Lack, boolean][] = [
    ['collaboration', collaboration === null],
    ['image', draft.image.trim() === ''],
    ['function', draft.method.trim() === ''],
    ['organizations', draft.organizations.length === 0],
    ['databases', draft.choice !== BY_IMAGE && draft.databases.some((one) => one.label.trim() === '')],
    ['arguments', Object.keys(faults).length > 0],
    ['json', draft.choice === BY_IMAGE && !isJsonObject(draft.raw)],
    ['name', draft.name.trim() === ''],
  ];
  return lacks.filter(([, isIt]) => isIt).map(([lack]) => lack);
}

function isJsonObject(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
