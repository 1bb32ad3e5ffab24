import type { NodeAPI } from 'node-red';
import { substituteVariables } from '../runtime/variables';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { readViewDefinition } from '../../lib/view-definition';
import { MATCHES } from '../../lib/alert/condition';
import type { GlanceRule } from '../../lib/alert/glance';
import { conditions, level } from '../../lib/alert/settings';
import { choice } from '../../lib/settings/rule';
import { take } from '../../lib/settings/take';
import { runningNode } from './deployed';
import { isObject } from '../../lib/is-object';
import { malformed } from './http';

/** The view to preview, as the request has it. */
export interface PreviewBody {
  view: Record<string, unknown>;
  sort: string | undefined;
  node: string | undefined;
  rule: Record<string, unknown> | undefined;
  alert: string | undefined;
}

/** @throws Rejection 400 */
export function readPreviewBody(RED: NodeAPI, body: Record<string, unknown>): PreviewBody {
  const { view, sort, node, rule, alert } = body;
  if (!isObject(view)) throw malformed(RED, 'view');
  if (rule !== undefined && !isObject(rule)) throw malformed(RED, 'rule');
  return {
    view,
    sort: optionalText(RED, sort, 'sort'),
    node: optionalText(RED, node, 'node'),
    rule,
    alert: optionalText(RED, alert, 'alert'),
  };
}

/**
 * Reads the rule as an alert node would, with variables replaced.
 *
 * @throws LiveViewError that names the field and its value
 */
export function readPreviewRule(RED: NodeAPI, { rule, node, alert }: PreviewBody): GlanceRule | undefined {
  if (rule === undefined) return undefined;
  const running =
    runningNode(RED, alert, 'activelogic-alert') ?? runningNode(RED, node, 'activelogic-liveview');
  const read = substituteVariables(RED, running, rule) as Record<string, unknown>;
  return {
    conditions: take(conditions, read.conditions, 'conditions'),
    match: take(choice(MATCHES), read.match ?? 'all', 'match'),
    level: take(level, read.level ?? 'leaf', 'level'),
  };
}

/**
 * Reads the view as a liveview node would, with variables replaced.
 *
 * @throws LiveViewError that names the field and its value
 */
export function readPreviewView(RED: NodeAPI, { view, node }: PreviewBody): ViewDefinition {
  const running = runningNode(RED, node, 'activelogic-liveview');
  return readViewDefinition(substituteVariables(RED, running, view));
}

function optionalText(RED: NodeAPI, value: unknown, field: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw malformed(RED, field);
  return value;
}
