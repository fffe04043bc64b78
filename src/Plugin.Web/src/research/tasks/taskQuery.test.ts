import { expect, it } from 'vitest';
import { taskQuery } from './taskQuery';

it('A list of tasks looks for parts of names, and takes wildcards for what they are', () =>
  expect(taskQuery({ page: 2, per_page: 25, sort: '-name', name: '50%_a', status: 'failed', collaboration_id: '3', study_id: '4' })).toEqual({
    page: 2, per_page: 25, sort: '-name', is_user_created: 1, name: '%50\\%\\_a%', status: 'failed', collaboration_id: 3, study_id: 4,
  }));

it('A list of tasks takes whole days of the viewer', () => {
  const query = taskQuery({ page: 1, per_page: 10, created_from: '2026-11-22', created_till: '2026-11-22' });
  expect(new Date(query.created_till!).getTime() - new Date(query.created_from!).getTime()).toBe(86_400_000 - 1);
});
