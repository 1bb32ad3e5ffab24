import { LiveViewError } from '../lib/errors';
import { invalid } from '../lib/invalid-value';
import type { Distribution, Filter, ViewDefinition } from '../lib/protocol/frames';
import {
  atLeastOne,
  readChoice,
  readColumns,
  readDistributions,
  readFlag,
  readFilters,
} from '../lib/view-definition';

/** The parts of a view as a form holds them; there may be no distribution, if messages are to bring them. */
export interface FormView {
  distributions: Distribution[];
  filters: Filter[];
  columns: string[];
  expand: boolean;
}

/** Of a node whose flow was written by hand, without the property. */
const DEFAULT_DISTRIBUTIONS: readonly Distribution[] = [{ name: 'Local Host' }];

const ACTIONS = ['open', 'close'] as const;

/** What a message asks a liveview node to do. */
export type ViewRequest = { action: 'open'; view: ViewDefinition } | { action: 'close' };

/** @throws LiveViewError that names the part and its value */
export function readFormView(config: Record<keyof FormView, unknown>): FormView {
  return {
    distributions: readDistributions(config.distributions ?? DEFAULT_DISTRIBUTIONS),
    filters: readFilters(config.filters ?? []),
    columns: readColumns(config.columns ?? []),
    expand: readFlag(config.expand ?? true, 'expand'),
  };
}

/**
 * Reads `msg.view` and `msg.action`. The message's distributions, columns and expand take the place of the form's;
 * its filters narrow the form's, or take their place where `msg.view.replace` is true.
 *
 * @throws LiveViewError that names the property and its value
 */
export function readViewRequest(msg: { view?: unknown; action?: unknown }, form: FormView): ViewRequest {
  const { view, action } = msg;
  if (action === undefined && view === undefined) throw new LiveViewError('nothing-asked');
  if (action !== undefined && readChoice(action, 'msg.action', ACTIONS) === 'close')
    return { action: 'close' };
  return { action: 'open', view: mergeView(form, view === undefined ? {} : view) };
}

/** The view of the form, changed as a message says. */
export function mergeView(form: FormView, change: unknown): ViewDefinition {
  if (typeof change !== 'object' || change === null || Array.isArray(change))
    throw invalid('invalid-object', 'msg.view', change);
  const { distributions, filters, columns, expand, replace } = change as Record<string, unknown>;
  const chosen = columns === undefined ? form.columns : readColumns(columns, 'msg.view.columns');
  const own = filters === undefined ? [] : readFilters(filters, 'msg.view.filters');
  const replaces = replace !== undefined && readFlag(replace, 'msg.view.replace');
  return {
    distributions: atLeastOne(
      distributions === undefined
        ? form.distributions
        : readDistributions(distributions, 'msg.view.distributions'),
    ),
    filters: replaces ? own : [...form.filters, ...own],
    ...(chosen.length > 0 ? { columns: chosen } : {}),
    expand: expand === undefined ? form.expand : readFlag(expand, 'msg.view.expand'),
  };
}
