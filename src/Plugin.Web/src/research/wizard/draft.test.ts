import { describe, expect, it } from 'vitest';
import type { Schema } from '../../api/client';
import { BY_IMAGE, databasesOf, draftOf, emptyDraft, offersOf, withOffer } from './draft';
import { columnsOf, sourcesOf, type Node } from './sources';

const argument = (name: string, type: string): Schema<'FunctionArgument'> => ({
  name, type, display_name: '', description: '', allowed_values: [], has_default_value: true, default_value: null, conditional_on: null,
  conditional_operator: null, conditional_value: null, is_frontend_only: false,
});
const call = { name: 'mean', display_name: '', description: '', type: 'central', standalone: true, databases: [{ name: 'D', description: '' }], arguments: [argument('columns', 'column_list'), argument('n', 'integer')], ui_visualizations: [] };
const algorithm = { name: 'A', description: '', image: 'a/b:1', digest: null, store_id: null, code_url: null, documentation_url: null, functions: [call, { ...call, name: 'helper', standalone: false }] };
const link = (id: number) => ({ id, link: '', methods: [] });
const task = {
  id: 1, name: 'T', description: 'D', image: 'a/b:1@sha256:ab', status: 'completed', job_id: 1, created_at: '', finished_at: null, collaboration: link(2), study: null, parent: null,
  init_org: link(3), init_user: link(4), algorithm_store: null, databases: [{ label: 'default', parameters: '{"query":"select 1"}' }], results: '', children: '', complete: true,
} as Schema<'TaskView'>;

describe('A draft', () => {
  it('offers only what people call', () => expect(offersOf([algorithm]).map((offer) => offer.call.name)).toEqual(['mean']));

  it('of a function has its data sources and defaults, and one place for a central one', () => {
    const draft = withOffer({ ...emptyDraft, organizations: [5, 6] }, offersOf([algorithm])[0]!);

    expect(draft).toMatchObject({ image: 'a/b:1', method: 'mean', organizations: [5], databases: [{ label: '' }], values: { columns: [], n: '' } });
  });

  it('repeats a task with what it was asked', () => {
    const draft = draftOf(task, [7], { method: 'mean', kwargs: { columns: ['age'], n: 3 } }, offersOf([algorithm]));

    expect(draft).toMatchObject({ collaboration: 2, choice: ' a/b:1 mean', values: { columns: ['age'], n: '3' }, organizations: [7], name: 'T' });
    expect(databasesOf(draft)).toEqual([{ label: 'default', query: 'select 1' }]);
  });

  it('repeats what nobody describes as it was', () => {
    expect(draftOf(task, [7], { method: 'mean', kwargs: { other: 1 } }, offersOf([algorithm]))).toMatchObject({ choice: BY_IMAGE, image: 'a/b:1@sha256:ab', method: 'mean', raw: '{\n  "other": 1\n}' });
    expect(draftOf(task, [7], null, [])).toMatchObject({ choice: BY_IMAGE, method: '', raw: '{}' });
  });
});

describe('Data sources', () => {
  const node = (organization: number, config: Record<string, string[]>) => ({
    organization: link(organization), config: Object.entries(config).flatMap(([key, values]) => values.map((value) => ({ key, value }))),
  }) as unknown as Node;
  const nodes = [
    node(1, { database_labels: ['default', 'scans'], db_type_default: ['csv'], columns_default: ['age', 'sex'] }),
    node(2, { database_labels: ['default'], db_type_default: ['sql'], columns_default: ['age'] }),
    node(3, { encryption: ['false'] }),
  ];

  it('are those of the asked nodes, with who lacks them', () => {
    const [standard, scans] = sourcesOf(nodes, [1, 2, 3]);
    expect(standard).toEqual({ label: 'default', types: ['csv', 'sql'], missingAt: [] });
    expect(scans).toMatchObject({ label: 'scans', missingAt: [2] });
    expect(sourcesOf(nodes, [2]).map((source) => source.label)).toEqual(['default']);
  });

  it('give the columns of every chosen one, those of all nodes first', () => {
    const database = { label: 'default', query: '', sheet: '' };
    expect(columnsOf(nodes, [database, { ...database, label: 'b' }], {})).toEqual(['age', 'sex']);
    expect(columnsOf(nodes, [{ ...database, label: 'b' }], {})).toEqual([]);
  });
});
