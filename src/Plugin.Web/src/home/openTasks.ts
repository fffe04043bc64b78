import { useQuery } from '@tanstack/react-query';
import { api, askPage, type Schema } from '../api/client';
import { useMe } from '../api/session';

/** As many as a page can show of each status. */
const SHOWN = 20;

async function ofStatus(user: number, status: string, signal: AbortSignal) {
  const query = { init_user_id: user, is_user_created: 1, status, per_page: SHOWN, sort: '-id' };
  return askPage<Schema<'TaskView'>>(api.GET('/task', { params: { query }, signal }));
}

/** My tasks that have not ended, the newest first. */
export function useOpenTasks() {
  const me = useMe();
  return useQuery({
    queryKey: ['task', 'list', 'mine', 'open', me.id],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(['active', 'initializing', 'pending'].map((status) => ofStatus(me.id, status, signal)));
      return {
        tasks: pages.flatMap((page) => page.rows).sort((one, other) => other.id - one.id).slice(0, SHOWN),
        total: pages.reduce((sum, page) => sum + page.total, 0),
      };
    },
  });
}
