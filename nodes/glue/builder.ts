import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Distribution, Filter } from '../lib/protocol/frames';
import { invalid } from '../lib/invalid-value';
import { markNew } from './chain';
import { StatusLine } from './status';
import { failure } from './text';

export interface BuilderMessage extends NodeMessage {
  view?: unknown;
}

/** What every builder node does with a message: add its part and pass it on, or fail with the reason. */
export function onInput(RED: NodeAPI, node: Node, addPart: (msg: BuilderMessage) => Promise<void>): void {
  const status = new StatusLine(RED, node);
  let added = false;
  node.on('input', (msg, send, done) => {
    if (!added) markNew(msg);
    added = true;
    addPart(msg).then(
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
 * Adds one distribution or filter behind those that `msg.view` has already.
 *
 * @throws LiveViewError when `msg.view`, or the list in it, is not what it must be
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
