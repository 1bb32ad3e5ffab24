import type { Clock } from '../../lib/clock';
import type { LiveViewError } from '../../lib/errors';
import { Feed, type FeedState } from '../../lib/feed/feed';
import { CLOSE_CODES, type ViewDefinition } from '../../lib/protocol/frames';
import type { Endpoint } from '../../lib/socket/endpoint';
import type { SessionTap } from '../../lib/socket/session';
import type { Closed, Side } from './format';
import type { Scribe } from './scribe';

/** Called while recording. */
export interface RecordingListener {
  /** A valid update was recorded. */
  update(): void;
  /** The connection was lost or is back, a frame would be skipped, or the appliance reports an error. */
  note(text: string): void;
  /** The recording is over, and not because of `close()`. Once. */
  ended(error: LiveViewError): void;
}

/** A recording in progress. */
export interface Recorder {
  /** Ends the connection. Resolves when its end is recorded as well. */
  close(): Promise<void>;
}

/** The defaults of an appliance node, ms. */
const BACKOFF = { min: 1000, max: 60_000 };

/**
 * Records a view as a liveview node would receive it: with the same session, deadlines and backoff. A failure before
 * the first connection ends the recording, because the user is waiting for it to begin. Later failures do not,
 * because they are worth recording.
 */
export class ViewRecorder implements Recorder {
  private readonly feed: Feed;
  private connected = false;
  private closed: Promise<void> | undefined;
  private closing = false;
  private over = false;
  /** Reported as lost, and not yet as back. */
  private lost = false;
  /** The error that ends the current connection or attempt. */
  private error: LiveViewError | undefined;
  private settle: () => void = () => undefined;

  /** @param once whether to stop after the first connection */
  constructor(
    endpoint: Endpoint,
    view: ViewDefinition,
    private readonly scribe: Scribe,
    private readonly listener: RecordingListener,
    private readonly options: { once: boolean },
    clock: Clock,
  ) {
    this.feed = new Feed(endpoint, view, BACKOFF, clock, this.tap());
    this.feed.listen({
      update: () => {
        this.listener.update();
      },
      report: (error) => {
        this.listener.note(error.message);
      },
      state: (state) => {
        this.entered(state);
      },
    });
  }

  /** Takes effect at once: later events are not recorded. */
  close(): Promise<void> {
    return (this.closed ??= this.shut());
  }

  private async shut(): Promise<void> {
    this.closing = true;
    await this.feed.close();
    // A socket that this side cut off may not have reported it yet.
    if (this.connected) await new Promise<void>((resolve) => (this.settle = resolve));
  }

  private tap(): SessionTap {
    return {
      opened: () => {
        this.connected = true;
        this.error = undefined;
        this.scribe.opened();
      },
      frame: (from, data, isBinary) => {
        if (!this.closing) this.scribe.frame(from, data, isBinary);
      },
      closed: (code, reason) => {
        if (this.connected) this.scribe.closed(this.end(code, reason));
        else if (this.error && !this.closing) this.scribe.failed(failedAttempt(this.error));
        this.connected = false;
        this.settle();
      },
    };
  }

  private end(code: number, reason: string): Closed {
    if (this.closing && !this.error)
      return { from: 'client', close: { code: CLOSE_CODES.normal, reason: '' } };
    const { error } = this;
    // Only `lost` comes from the network. With any other error, this side ended the connection.
    const from: Side = error && error.code !== 'lost' ? 'client' : 'system';
    return { from, close: { code, reason }, ...(error ? { error: error.message } : {}) };
  }

  private entered(state: FeedState): void {
    switch (state.phase) {
      case 'live':
        if (this.lost) this.listener.note('Connected again');
        this.lost = false;
        return;
      case 'refused':
      case 'backoff':
        this.error = state.error;
        if (state.phase === 'refused' || this.options.once || this.scribe.figures.connections === 0) {
          this.finish(state.error);
        } else if (!this.lost) {
          this.lost = true;
          this.listener.note(`${state.error.message}; connecting again`);
        }
        return;
      case 'connecting':
    }
  }

  private finish(error: LiveViewError): void {
    if (this.over || this.closing) return;
    this.over = true;
    this.listener.ended(error);
  }
}

/** A failed attempt, with the HTTP status of the appliance's answer. */
function failedAttempt(error: LiveViewError): { failed: string; status?: number } {
  const status = error.code === 'wrong-path' ? 404 : Number(error.params.status);
  const answered = Number.isInteger(status) && status >= 300 && status <= 599;
  return { failed: error.message, ...(answered ? { status } : {}) };
}
