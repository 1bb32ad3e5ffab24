import type { Node, NodeAPI, NodeStatus, NodeStatusFill, NodeStatusShape } from 'node-red';
import type { Clock } from '../../lib/clock';
import { LiveViewError } from '../../lib/errors';
import { Pacer } from '../../lib/pacer';
import { isRefusal } from '../../lib/socket/failure';
import { failure, SHARED, text, type TextParams } from './text';
import type { ViewState } from './view-states';

/** The shortest time between two statuses, ms. */
export const STATUS_INTERVAL = 1000;

/** A status whose text is not made yet. */
export interface Look {
  fill: NodeStatusFill;
  shape: NodeStatusShape;
  /** A key of the shared catalogue. */
  key: string;
  params?: TextParams;
}

/** No view is open: the node waits for a message. */
export const WAITING: Look = { fill: 'yellow', shape: 'ring', key: 'status.waiting' };
const CONNECTING: Look = { fill: 'yellow', shape: 'ring', key: 'status.connecting' };

/**
 * A node's status, in one vocabulary for all nodes of this package. A text without parameters is a key, which the
 * editor translates for each user. A text with parameters is in the runtime's language.
 */
export class StatusLine {
  /** Makes only the texts that are shown: one text in the runtime's language takes as long as parsing 60 rows. */
  private readonly pacer: Pacer<() => NodeStatus>;
  /** The last status as JSON. A new node has none, because the editor still shows the status of the node before it. */
  private last: string | undefined;
  /** The key of the newest offer. Offering the same again must not delay a change. */
  private offered: string | undefined;
  private stopped = false;

  constructor(
    private readonly RED: NodeAPI,
    node: Node,
    clock: Clock,
  ) {
    this.pacer = new Pacer(STATUS_INTERVAL, clock, (make) => {
      const status = make();
      const key = JSON.stringify(status);
      if (key === this.last) return false;
      this.last = key;
      node.status(status);
      return true;
    });
  }

  /**
   * @param items how many items the node has just passed on
   * @param view the view's name, if the form alone does not say which view it is
   */
  connected(items: number, view?: string): void {
    this.offer(`connected ${items} ${view ?? ''}`, () =>
      this.statusOf(
        view === undefined
          ? green('status.connected', { count: items })
          : green('status.view', { view, count: items }),
      ),
    );
  }

  connecting(): void {
    this.show(CONNECTING);
  }

  /** The state of a view. `live` shows nothing yet: the next update shows it with its count. */
  view(state: ViewState): void {
    const look = lookOfView(this.RED, state);
    if (look) this.show(look);
  }

  failed(error: Error): void {
    this.show(lookOfError(this.RED, error));
  }

  refused(reason: string): void {
    this.show(refusal(reason));
  }

  /**
   * @param active how many alarms are active
   * @param silenced how many of them are silenced
   * @param problem what keeps the node from seeing more
   */
  alarms(active: number, silenced: number, problem?: Look): void {
    if (active === 0) this.show(problem ?? green('status.noAlarms'));
    else if (!problem) {
      const key = silenced === 0 ? 'status.alarms' : 'status.alarmsSilenced';
      this.show({ fill: 'red', shape: 'dot', key, params: { count: active, silenced } });
    } else
      this.offer(JSON.stringify([active, problem]), () => ({
        fill: problem.fill,
        shape: problem.shape,
        text: text(this.RED, 'status.alarmsAnd', {
          count: active,
          problem: text(this.RED, problem.key, problem.params),
        }),
      }));
  }

  clear(): void {
    this.offer('', () => ({}));
  }

  /** Shows nothing after this: the node is gone, and another one may have its id. */
  stop(): void {
    this.stopped = true;
    this.pacer.stop();
  }

  private show(look: Look): void {
    this.offer(JSON.stringify(look), () => this.statusOf(look));
  }

  private statusOf({ fill, shape, key, params }: Look): NodeStatus {
    return { fill, shape, text: params ? text(this.RED, key, params) : SHARED + key };
  }

  /** @param key the same for the same status */
  private offer(key: string, make: () => NodeStatus): void {
    if (this.stopped || key === this.offered) return;
    this.offered = key;
    this.pacer.offer(make);
  }
}

/** Nothing for a live view. */
export function lookOfView(RED: NodeAPI, state: ViewState): Look | undefined {
  switch (state.phase) {
    case 'live':
      return undefined;
    case 'closed':
      return WAITING;
    case 'connecting':
      return CONNECTING;
    default:
      return lookOfError(RED, state.error);
  }
}

/** A red ring if the appliance could not be reached; a red dot for any other error. */
export function lookOfError(RED: NodeAPI, error: Error): Look {
  const reason = failure(RED, error).message;
  const away = error instanceof LiveViewError && !isRefusal(error);
  return away
    ? { fill: 'red', shape: 'ring', key: 'status.disconnected', params: { reason } }
    : refusal(reason);
}

function refusal(reason: string): Look {
  return { fill: 'red', shape: 'dot', key: 'status.refused', params: { reason } };
}

function green(key: string, params?: TextParams): Look {
  return { fill: 'green', shape: 'dot', key, ...(params ? { params } : {}) };
}
