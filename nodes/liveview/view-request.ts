import { LiveViewError } from '../../lib/errors';
import { invalid } from '../../lib/invalid-value';
import type { Distribution, Filter, ViewDefinition } from '../../lib/protocol/frames';
import {
  atLeastOne,
  readChoice,
  readColumns,
  readDistributions,
  readFlag,
  readFilters,
} from '../../lib/view-definition';

/** The parts of a view as the form holds them. There may be no distribution, if messages provide it. */
export interface FormView {
  distributions: Distribution[];
  filters: Filter[];
  columns: string[];
  expand: boolean;
}

const ACTIONS = ['open', 'close', 'once'] as const;

/** What a message asks a liveview node to do. */
export type ViewRequest = { action: 'open' | 'once'; view: ViewDefinition } | { action: 'close' };

/**
 * Reads `msg.view` and `msg.action`. The message's distributions, columns and expand replace the form's. Its filters
 * add to the form's, or replace them if `msg.view.replace` is true.
 *
 * @throws LiveViewError that names the property and its value
 */
export function readViewRequest(msg: { view?: unknown; action?: unknown }, form: FormView): ViewRequest {
  const { view, action } = msg;
  if (action === undefined && view === undefined) throw new LiveViewError('nothing-asked');
  const asked = action === undefined ? 'open' : readChoice(action, 'msg.action', ACTIONS);
  if (asked === 'close') return { action: asked };
  return { action: asked, view: mergeView(form, view === undefined ? {} : view) };
}

/** The form's view with a message's changes. */
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
