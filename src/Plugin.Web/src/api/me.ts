export type Resource = 'user' | 'organization' | 'collaboration' | 'role' | 'node' | 'task' | 'run' | 'event' | 'port' | 'study' | 'algorithm_store';
export type Operation = 'view' | 'edit' | 'create' | 'delete' | 'send' | 'receive';
export type Scope = 'own' | 'organization' | 'collaboration' | 'global';

const scopes: readonly Scope[] = ['own', 'organization', 'collaboration', 'global'];

export interface HeldRule {
  readonly id: number;
  readonly name: string;
  readonly operation: string;
  readonly scope: string;
}

export interface SignedInUser {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly firstname: string | null;
  readonly lastname: string | null;
  readonly organization_id: number;
  readonly organization_name: string | null;
  /** Those of their organization. */
  readonly collaborations: readonly number[];
  readonly roles: readonly { readonly id: number; readonly name: string }[];
  readonly rules: readonly HeldRule[];
}

/** Who is signed in, and what they may ask for. What is shown follows from it; what is allowed the hub decides. */
export class Me {
  readonly user: SignedInUser;
  /** Ids of all rules they hold, those of their roles included. */
  readonly rules: ReadonlySet<number>;
  private readonly reach: ReadonlyMap<string, number>;

  constructor(user: SignedInUser) {
    this.user = user;
    this.rules = new Set(user.rules.map((rule) => rule.id));
    const reach = new Map<string, number>();
    for (const rule of user.rules) {
      const what = key(rule.name, rule.operation);
      reach.set(what, Math.max(reach.get(what) ?? -1, scopes.indexOf(rule.scope.toLowerCase() as Scope)));
    }

    this.reach = reach;
  }

  get id(): number {
    return this.user.id;
  }

  get organization(): number {
    return this.user.organization_id;
  }

  get name(): string {
    return [this.user.firstname, this.user.lastname].filter((part) => part).join(' ') || this.user.username;
  }

  /** Whether they hold a rule for it that reaches at least so far. */
  may(resource: Resource, operation: Operation, atLeast: Scope = 'own'): boolean {
    return (this.reach.get(key(resource, operation)) ?? -1) >= scopes.indexOf(atLeast);
  }
}

function key(resource: string, operation: string): string {
  return `${resource.toLowerCase()} ${operation.toLowerCase()}`;
}
