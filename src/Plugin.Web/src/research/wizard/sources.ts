import type { Schema } from '../../api/client';
import type { DraftDatabase } from './draft';
import { learntOf, type Learnt } from './learnt';

export type Node = Schema<'Node'>;

/** A data source as the nodes tell of it. */
export interface Source {
  readonly label: string;
  /** As most of them say; they may differ. */
  readonly types: readonly string[];
  /** The organizations whose node tells what it has, and does not have this. */
  readonly missingAt: readonly number[];
}

function told(node: Node, key: string): readonly string[] {
  return node.config.filter((entry) => entry.key === key).map((entry) => entry.value);
}

/** A node that shares nothing may have anything; only one that tells its labels lacks others. */
function shares(node: Node): boolean {
  return told(node, 'database_labels').length > 0;
}

export function sourcesOf(nodes: readonly Node[], organizations: readonly number[]): readonly Source[] {
  const telling = concerned(nodes, organizations).filter(shares);
  const labels = [...new Set(telling.flatMap((node) => told(node, 'database_labels')))].sort();
  return labels.map((label) => {
    const having = telling.filter((node) => told(node, 'database_labels').includes(label));
    return {
      label,
      types: [...new Set(having.flatMap((node) => told(node, `db_type_${label}`)))],
      missingAt: telling.filter((node) => !having.includes(node)).map((node) => node.organization.id),
    };
  });
}

export function asksForQuery(types: readonly string[]): boolean {
  return types.some((type) => ['sql', 'sparql', 'omop'].includes(type.toLowerCase()));
}

export function asksForSheet(types: readonly string[]): boolean {
  return types.some((type) => type.toLowerCase() === 'excel');
}

/** The columns of all chosen sources, as far as nodes tell them or were asked for them; those that all of these have first. */
export function columnsOf(nodes: readonly Node[], databases: readonly DraftDatabase[], learnt: Learnt): readonly string[] {
  const names = databases.flatMap((database) => {
    const each = nodes.map((node) => learntOf(learnt, node.id, database) ?? told(node, `columns_${database.label}`)).filter((columns) => columns.length > 0);
    return [...new Set(each.flat())].map((name) => ({ name, everywhere: each.every((columns) => columns.includes(name)) }));
  });
  return [...new Set([...names.filter((one) => one.everywhere), ...names].map((one) => one.name))];
}

/** The nodes that work for an order: those of the organizations that are asked, or all when nobody is chosen yet. */
export function concerned(nodes: readonly Node[], organizations: readonly number[]): readonly Node[] {
  return nodes.filter((node) => organizations.length === 0 || organizations.includes(node.organization.id));
}
