import type { Clock } from '#lib/clock';
import type { FrameData } from '#lib/codec/codec';
import type { ViewDefinition } from '#lib/protocol/frames';
import type { Endpoint } from '#lib/socket/endpoint';
import type { Closed, Event, Failed, Side } from './format';
import type { Pseudonymiser } from './pseudonyms/pseudonymiser';
import { hasCredentials, withoutCredentials } from './secrets';
import type { RecordingWriter } from './write';

/** How much has been recorded. */
export interface Figures {
  /** Connections that were opened. */
  connections: number;
  /** From both sides. */
  frames: number;
  /** Of these frames, as they were sent. */
  bytes: number;
}

/** Writes down what happens: when, without credentials, and under pseudonyms where those are wanted. */
export class Scribe {
  readonly figures: Figures = { connections: 0, frames: 0, bytes: 0 };
  private readonly start: number;

  constructor(
    private readonly writer: RecordingWriter,
    private readonly endpoint: Endpoint,
    private readonly clock: Clock,
    private readonly pseudonymiser: Pseudonymiser | undefined,
    about: { tool: string; view: ViewDefinition | undefined },
  ) {
    this.start = clock.elapsed();
    const { tool, view } = about;
    const header = {
      recording: 1,
      url: withoutQuery(endpoint.url),
      started: clock.now(),
      tool,
      ...(view ? { view } : {}),
      pseudonymised: false,
    } as const;
    writer.begin(pseudonymiser ? pseudonymiser.header(header) : header);
  }

  opened(): void {
    this.write({ open: ++this.figures.connections });
  }

  frame(from: Side, data: FrameData, isBinary: boolean): void {
    const frame = bytesOf(data);
    const bytes = frame.length;
    this.figures.frames++;
    this.figures.bytes += bytes;
    if (!isBinary) this.write({ from, text: withoutCredentials(frame.toString(), this.endpoint) });
    else if (hasCredentials(frame, this.endpoint)) this.write({ from, omitted: 'credentials', bytes });
    else this.write({ from, binary: frame.toString('base64') });
  }

  ping(from: Side, data: Buffer): void {
    this.write({ from, ping: hasCredentials(data, this.endpoint) ? '' : data.toString('base64') });
  }

  closed({ from, close, error }: Closed): void {
    const { hide } = this.endpoint;
    this.write({
      from,
      close: { code: close.code, reason: hide(close.reason) },
      ...(error === undefined ? {} : { error: hide(error) }),
    });
  }

  failed(failure: Failed): void {
    this.write({ ...failure, failed: this.endpoint.hide(failure.failed) });
  }

  private write(event: Event): void {
    // Thousandths of a millisecond are more than anybody can measure here.
    const at = Math.round((this.clock.elapsed() - this.start) * 1000) / 1000;
    const entry = { at, ...event };
    this.writer.write(this.pseudonymiser ? this.pseudonymiser.entry(entry) : entry);
  }
}

function bytesOf(data: FrameData): Buffer {
  return typeof data === 'string'
    ? Buffer.from(data)
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** What follows the question mark may be a token. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*/s, '?***');
}
