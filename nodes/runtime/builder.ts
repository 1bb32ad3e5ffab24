import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Clock } from '../../lib/clock';
import type { Distribution, Filter } from '../../lib/protocol/frames';
import { invalid } from '../../lib/invalid-value';
import { markNew } from './chain';
import { StatusLine } from './status';
import { failure } from './text';

export interface BuilderMessage extends NodeMessage {
  view?: unknown;
}

/**
 * Handles a message in every builder node: adds the node's part and passes the message on, or fails with the reason.
 */
export function onInput(
  RED: NodeAPI,
  node: Node,
  clock: Clock,
  addPart: (msg: BuilderMessage) => Promise<void> | void,
): void {
  const status = new StatusLine(RED, node, clock);
  // A deploy may have fixed the problem that the old node showed.
  status.clear();
  let added = false;
  node.on('input', (msg, send, done) => {
    if (!added) markNew(msg);
    added = true;
    const work = async (): Promise<void> => addPart(msg);
    work().then(
      () => {
        status.clear();
        send(msg);
        done();
      },
      (error: unknown) => {
        const failed = failure(RED, error);
        status.refused(failed.message);
        done(failed);
      },
    );
  });
  node.on('close', () => {
    status.stop();
  });
}

/**
 * Adds one distribution or filter to those that `msg.view` already has.
 *
 * @throws LiveViewError if `msg.view` or its list is invalid
 */
export function extendView(
  msg: BuilderMessage,
  list: 'distributions' | 'filters',
  part: Distribution | Filter,
): void {
  const view: unknown = msg.view ?? {};
  if (typeof view !== 'object' || Array.isArray(view)) throw invalid('invalid-object', 'msg.view', view);
  const parts = (view as Record<string, unknown>)[list] ?? [];
  if (!Array.isArray(parts)) throw invalid('invalid-list', `msg.view.${list}`, parts);
  msg.view = { ...view, [list]: [...(parts as unknown[]), part] };
}
