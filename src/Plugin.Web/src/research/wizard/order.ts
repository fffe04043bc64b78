import { api, ask, type Schema } from '../../api/client';
import { keywordArguments, type Argument } from '../forms/arguments';
import { toBase64, utf8 } from '../payload/base64';
import { seal } from '../payload/envelope';
import { BY_IMAGE, databasesOf, type Draft } from './draft';

/** What the algorithm is told, as every vantage6 algorithm reads it. */
export function inputOf(draft: Draft, all: readonly Argument[]): Uint8Array<ArrayBuffer> {
  const kwargs = draft.choice === BY_IMAGE ? (JSON.parse(draft.raw) as unknown) : keywordArguments(all, draft.values);
  return utf8(JSON.stringify({ method: draft.method.trim(), kwargs }));
}

export async function order(draft: Draft, all: readonly Argument[], encrypted: boolean, members: readonly Schema<'Organization'>[]): Promise<Schema<'TaskView'>> {
  const input = inputOf(draft, all);
  const organizations = await Promise.all(draft.organizations.map(async (id) => ({
    id, input: encrypted ? await seal(input, members.find((one) => one.id === id)?.public_key ?? '') : toBase64(input),
  })));
  return ask(api.POST('/task', {
    body: {
      name: draft.name.trim(), description: draft.description, image: draft.image.trim(), collaboration_id: draft.collaboration!, organizations,
      databases: databasesOf(draft), ...(draft.study === null ? {} : { study_id: draft.study }), ...(draft.store === null ? {} : { store_id: draft.store }),
    },
  }));
}
