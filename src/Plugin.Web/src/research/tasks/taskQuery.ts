import type { ListQuery } from '../../frame/listState';

/** What a list of tasks asks the hub: parts of names, whole days in the viewer's zone, and only what people ordered. */
export function taskQuery({ page, per_page, sort, ...filters }: ListQuery) {
  const { name, image, status, collaboration_id, study_id, init_user_id, created_from, created_till } = filters;
  return {
    page, per_page, is_user_created: 1,
    ...(sort === undefined ? {} : { sort }),
    ...(name === undefined ? {} : { name: part(name) }),
    ...(image === undefined ? {} : { image: part(image) }),
    ...(status === undefined ? {} : { status: String(status) }),
    ...(collaboration_id === undefined ? {} : { collaboration_id: Number(collaboration_id) }),
    ...(study_id === undefined ? {} : { study_id: Number(study_id) }),
    ...(init_user_id === undefined ? {} : { init_user_id: Number(init_user_id) }),
    ...(created_from === undefined ? {} : { created_from: new Date(`${String(created_from)}T00:00:00`).toISOString() }),
    ...(created_till === undefined ? {} : { created_till: new Date(`${String(created_till)}T23:59:59.999`).toISOString() }),
  };
}

function part(text: string | number): string {
  return `%${String(text).replaceAll(/[\\%_]/g, '\\$&')}%`;
}
