export interface ServerEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/** Takes text as it comes and gives whole server-sent events; comments and retry hints are left out. */
export class EventStreamParser {
  private rest = '';
  private id: string | null = null;
  private event = '';
  private data: string[] = [];

  /** Where the stream is, also when keep-alives move it on. */
  get position(): string | null {
    return this.id;
  }

  push(text: string): ServerEvent[] {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop()!;
    const events: ServerEvent[] = [];
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (line === '') {
        if (this.data.length > 0 || this.event !== '') {
          events.push({ id: this.id, event: this.event === '' ? 'message' : this.event, data: this.data.join('\n') });
        }

        this.event = '';
        this.data = [];
      } else {
        this.field(line);
      }
    }

    return events;
  }

  private field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    switch (name) {
      case 'id':
        this.id = value;
        break;
      case 'event':
        this.event = value;
        break;
      case 'data':
        this.data.push(value);
        break;
    }
  }
}
