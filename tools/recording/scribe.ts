import type { Clock } from '../../lib/clock';
import type { FrameData } from '../../lib/codec/codec';
import type { ViewDefinition } from '../../lib/protocol/frames';
import type { Endpoint } from '../../lib/socket/endpoint';
import { withoutQuery } from '../../lib/socket/url';
import type { Closed, Entry, Event, Failed, Side } from './format';
import type { Pseudonymiser } from './pseudonyms/pseudonymiser';
import { withoutCredentials } from './secrets';
import type { RecordingWriter } from './write';

/** How much has been recorded. */
export interface Figures {
  /** Connections that were opened. */
  connections: number;
  /** From both sides, as far as they are in the recording. */
  frames: number;
  /** The size of these frames as they were sent. */
  bytes: number;
  /** Frames that were left out because of credentials or pseudonyms. The recording has only their lengths. */
  omitted: number;
}

/** Writes down events with their times, without credentials, and with pseudonyms if asked to. */
export class Scribe {
  readonly figures: Figures = { connections: 0, frames: 0, bytes: 0, omitted: 0 };
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
    const written = this.write(this.eventOf(from, frame, isBinary));
    if ('omitted' in written) {
      this.figures.omitted++;
      return;
    }
    this.figures.frames++;
    this.figures.bytes += bytes;
  }

  private eventOf(from: Side, frame: Buffer, isBinary: boolean): Event {
    if (!isBinary) return { from, text: withoutCredentials(frame.toString(), this.endpoint) };
    if (this.endpoint.hasSecret(frame)) return { from, omitted: 'credentials', bytes: frame.length };
    return { from, binary: frame.toString('base64') };
  }

  ping(from: Side, data: Buffer): void {
    this.write({ from, ping: this.endpoint.hasSecret(data) ? '' : data.toString('base64') });
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

  /** @returns the entry in the recording */
  private write(event: Event): Entry {
    // Finer than any measurement here.
    const at = Math.round((this.clock.elapsed() - this.start) * 1000) / 1000;
    const entry = { at, ...event };
    const written = this.pseudonymiser ? this.pseudonymiser.entry(entry) : entry;
    this.writer.write(written);
    return written;
  }
}

function bytesOf(data: FrameData): Buffer {
  return typeof data === 'string'
    ? Buffer.from(data)
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
