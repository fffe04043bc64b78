/** What the hub answered instead of what was asked, in the words it gave. Status 0: it could not be reached. */
export class Refusal extends Error {
  readonly status: number;
  /** Stable and for programs; only our own routes give one. */
  readonly code: string | undefined;
  /** Of fields of the request; `_schema` for the whole. */
  readonly fields: Readonly<Record<string, readonly string[]>>;

  constructor(status: number, message: string, code?: string, fields: Record<string, readonly string[]> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }

  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

interface Told {
  msg?: unknown;
  message?: unknown;
  detail?: unknown;
  code?: unknown;
  errors?: unknown;
}

/** Reads vantage6's `{msg, errors}` and our own problem details. */
export function refusalOf(status: number, body: unknown): Refusal {
  const told = (typeof body === 'object' && body !== null ? body : {}) as Told;
  const text = [told.msg, told.detail, told.message].find((part): part is string => typeof part === 'string');
  const fields: Record<string, string[]> = {};
  if (typeof told.errors === 'object' && told.errors !== null) {
    for (const [field, errors] of Object.entries(told.errors)) {
      fields[field] = Array.isArray(errors) ? errors.map(String) : [String(errors)];
    }
  }

  return new Refusal(status, text ?? '', typeof told.code === 'string' ? told.code : undefined, fields);
}
