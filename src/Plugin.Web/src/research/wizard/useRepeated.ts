import { useEffect, useRef, useState } from 'react';
import { api, ask } from '../../api/client';
import { currentSession } from '../../api/session';
import { fetchPart } from '../results/content';
import { openContent } from '../results/opening';
import { draftOf, offersOf, type Draft } from './draft';

interface Repeated {
  readonly error: unknown;
  /** The input was put to others, who alone can open it. */
  readonly inputHidden: boolean;
}

/** Fills the form with a task that is there. */
export function useRepeated(id: number | null, fill: (draft: Draft) => void): Repeated {
  const [repeated, setRepeated] = useState<Repeated>({ error: null, inputHidden: false });
  const begun = useRef(false);
  useEffect(() => {
    if (id === null || begun.current || currentSession().state !== 'in') {
      return;
    }

    begun.current = true;
    void (async () => {
      try {
        const task = await ask(api.GET('/task/{id}', { params: { path: { id } } }));
        const [job, collaboration, offered] = await Promise.all([
          ask(api.GET('/task/{id}/job', { params: { path: { id } } })),
          ask(api.GET('/collaboration/{id}', { params: { path: { id: task.collaboration.id } } })),
          ask(api.GET('/algorithm', { params: { query: { collaboration_id: task.collaboration.id } } })),
        ]);
        const runs = job.tasks.find((one) => one.id === id)?.runs ?? [];
        const first = runs[0];
        const opened = first && !collaboration.encrypted ? await openContent(await fetchPart(first.id, 'input'), false, undefined) : null;
        fill(draftOf(task, runs.map((run) => run.organization_id), opened?.state === 'json' ? opened.value : null, offersOf(offered.algorithms)));
        setRepeated({ error: null, inputHidden: opened?.state !== 'json' });
      } catch (error) {
        setRepeated({ error, inputHidden: false });
      }
    })();
  }, [id, fill]);
  return repeated;
}
