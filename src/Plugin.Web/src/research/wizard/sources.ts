import type { Schema } from '../../api/client';

export type Node = Schema<'Node'>;

/** A data source as the nodes tell of it. */
export interface Source {
  readonly label: string;
  /** As most of them say; they may differ. */
  readonly types: readonly string[];
  /** The organizations whose node tells what it has, and does not have this. */
  readonly missingAt: readonly number[];
  /** With the organizations whose node tells of them; empty where none does. */
  readonly columns: readonly { readonly name: string; readonly missingAt: readonly number[] }[];
}

function told(node: Node, key: string): readonly string[] {
  return node.config.filter((entry) => entry.key === key).map((entry) => entry.value);
}

/** A node that shares nothing may have anything; only one that tells its labels lacks others. */
function shares(node: Node): boolean {
  return told(node, 'database_labels').length > 0;
}

export function sourcesOf(nodes: readonly Node[], organizations: readonly number[]): readonly Source[] {
  const asked = nodes.filter((node) => organizations.length === 0 || organizations.includes(node.organization.id));
  const telling = asked.filter(shares);
  const labels = [...new Set(telling.flatMap((node) => told(node, 'database_labels')))].sort();
  return labels.map((label) => {
    const having = telling.filter((node) => told(node, 'database_labels').includes(label));
    const withColumns = having.filter((node) => told(node, `columns_${label}`).length > 0);
    const names = [...new Set(withColumns.flatMap((node) => told(node, `columns_${label}`)))];
    return {
      label,
      types: [...new Set(having.flatMap((node) => told(node, `db_type_${label}`)))],
      missingAt: telling.filter((node) => !having.includes(node)).map((node) => node.organization.id),
      columns: names.map((name) => ({
        name, missingAt: withColumns.filter((node) => !told(node, `columns_${label}`).includes(name)).map((node) => node.organization.id),
      })),
    };
  });
}

export function asksForQuery(types: readonly string[]): boolean {
  return types.some((type) => ['sql', 'sparql', 'omop'].includes(type.toLowerCase()));
}

export function asksForSheet(types: readonly string[]): boolean {
  return types.some((type) => type.toLowerCase() === 'excel');
}

/** The columns of all chosen sources, those that everybody has first. */
export function columnsOf(sources: readonly Source[], labels: readonly string[]): readonly string[] {
  const columns = sources.filter((source) => labels.includes(source.label)).flatMap((source) => source.columns);
  return [...new Set([...columns.filter((one) => one.missingAt.length === 0), ...columns].map((one) => one.name))];
}
