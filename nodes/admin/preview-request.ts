import type { NodeAPI } from 'node-red';
import { substituteVariables } from '../glue/variables';
import type { ViewDefinition } from '../lib/protocol/frames';
import { readViewDefinition } from '../lib/view-definition';
import { runningNode } from './deployed';
import { isObject, malformed } from './http';

/** What is to be previewed, as the request has it. */
export interface PreviewWish {
  view: Record<string, unknown>;
  sort: string | undefined;
  node: string | undefined;
}

/** @throws Rejection 400 */
export function readWish(RED: NodeAPI, body: Record<string, unknown>): PreviewWish {
  const { view, sort, node } = body;
  if (!isObject(view)) throw malformed(RED, 'view');
  return { view, sort: optionalText(RED, sort, 'sort'), node: optionalText(RED, node, 'node') };
}

/**
 * The view as a liveview node would ask for it, its variables replaced.
 *
 * @throws LiveViewError that names the field and its value
 */
export function readWishedView(RED: NodeAPI, { view, node }: PreviewWish): ViewDefinition {
  const running = runningNode(RED, node, 'activelogic-liveview');
  return readViewDefinition(substituteVariables(RED, running, view));
}

function optionalText(RED: NodeAPI, value: unknown, field: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw malformed(RED, field);
  return value;
}
