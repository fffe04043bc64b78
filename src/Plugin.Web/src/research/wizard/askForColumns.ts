import { api, ask, type Schema } from '../../api/client';
import { toBase64, utf8 } from '../payload/base64';
import { seal } from '../payload/envelope';
import { databasesOf, type Draft, type DraftDatabase } from './draft';

/** What the function is called by our own algorithms and by the image that vantage6 asks. */
export const COLUMN_HEADERS = 'column_headers';

interface Question {
  readonly draft: Draft & { readonly collaboration: number };
  readonly database: DraftDatabase;
  readonly organization: Schema<'Organization'>;
  readonly encrypted: boolean;
  /** The chosen algorithm has the function itself, so that only stations that take it are asked, by what they know. */
  readonly isOurs: boolean;
  readonly name: string;
}

/** Names that the hub knows, or the task by which one station is asked for them: in a task for several, one that refuses ends what others have not begun. */
export async function askForColumns({ draft, database, organization: { id, public_key: key }, encrypted, isOurs, name }: Question): Promise<{ readonly names: readonly string[] } | { readonly task: number }> {
  const input = utf8(JSON.stringify({ method: COLUMN_HEADERS, kwargs: {} }));
  const organizations = [{ id, input: encrypted ? await seal(input, key) : toBase64(input) }];
  const [source] = databasesOf({ ...draft, databases: [database] });
  const study = draft.study === null ? {} : { study_id: draft.study };
  if (isOurs) {
    const store = draft.store === null ? {} : { store_id: draft.store };
    const task = await ask(api.POST('/task', {
      body: { name, description: '', image: draft.image.trim(), collaboration_id: draft.collaboration, organizations, databases: [source!], ...study, ...store },
    }));
    return { task: task.id };
  }

  const { label, ...more } = source!;
  const answer = await ask(api.POST('/column', { body: { collaboration_id: draft.collaboration, db_label: label, organizations, ...more } }));
  return 'columns' in answer ? { names: answer.columns } : { task: answer.id };
}
