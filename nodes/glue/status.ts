import type { Node, NodeAPI, NodeStatus } from 'node-red';
import { systemClock } from '../lib/clock';
import type { LiveViewError } from '../lib/errors';
import type { FeedState } from '../lib/feed/feed';
import { Pacer } from '../lib/pacer';
import { isRefusal } from '../lib/socket/failure';
import { failure, SHARED, text } from './text';

/** At most one status in this time, ms. */
export const STATUS_INTERVAL = 1000;

/**
 * A node's status, in one vocabulary for all nodes of this package. Texts without a value are keys, which the editor
 * translates for whoever looks; those with one are in the runtime's language.
 */
export class StatusLine {
  /** Texts are made only for what is shown: a text in the runtime's language takes as long as parsing 60 rows. */
  private readonly pacer: Pacer<() => NodeStatus>;
  /** What the editor shows; of a node that has said nothing yet, nothing. */
  private last = '{}';
  /** The newest that was offered, by its key: what is offered again must not keep a change waiting. */
  private offered = '';
  private stopped = false;

  constructor(
    private readonly RED: NodeAPI,
    node: Node,
  ) {
    this.pacer = new Pacer(STATUS_INTERVAL, systemClock, (make) => {
      const status = make();
      const key = JSON.stringify(status);
      if (key === this.last) return false;
      this.last = key;
      node.status(status);
      return true;
    });
  }

  /** @param items how many the node has just passed on */
  connected(items: number): void {
    this.offer(`connected ${items}`, () => green(text(this.RED, 'status.connected', { count: items })));
  }

  connecting(): void {
    this.offer('connecting', () => ({ fill: 'yellow', shape: 'ring', text: `${SHARED}status.connecting` }));
  }

  /** Nothing is open: the node waits for a message. */
  waiting(): void {
    this.offer('waiting', () => ({ fill: 'yellow', shape: 'ring', text: `${SHARED}status.waiting` }));
  }

  /** Where a view's feed is, but for `live`, which the next update shows with its count. */
  feed(state: FeedState): void {
    if (state.phase === 'connecting') this.connecting();
    else if (state.phase !== 'live') this.failed(state.error);
  }

  /** Something does not work: a red dot if it was refused, a red ring if nobody was there. */
  failed(error: LiveViewError): void {
    const reason = failure(this.RED, error).message;
    if (isRefusal(error)) this.refused(reason);
    else
      this.offer(`disconnected ${reason}`, () =>
        red('ring', text(this.RED, 'status.disconnected', { reason })),
      );
  }

  refused(reason: string): void {
    this.offer(`refused ${reason}`, () => red('dot', text(this.RED, 'status.refused', { reason })));
  }

  /** @param active how many there are */
  alarms(active: number): void {
    this.offer(`alarms ${active}`, () =>
      active > 0
        ? red('dot', text(this.RED, 'status.alarms', { count: active }))
        : green(`${SHARED}status.noAlarms`),
    );
  }

  clear(): void {
    this.offer('', () => ({}));
  }

  /** No status after this: the node is gone, and another may have its id. */
  stop(): void {
    this.stopped = true;
    this.pacer.stop();
  }

  /** @param key tells it from what is to be shown otherwise */
  private offer(key: string, make: () => NodeStatus): void {
    if (this.stopped || key === this.offered) return;
    this.offered = key;
    this.pacer.offer(make);
  }
}

function green(statusText: string): NodeStatus {
  return { fill: 'green', shape: 'dot', text: statusText };
}

function red(shape: 'dot' | 'ring', statusText: string): NodeStatus {
  return { fill: 'red', shape, text: statusText };
}
