import { isBlank } from '../rules/names';
import { upstreamOf } from '../suggestions/editor-flow';
import { text } from '../text';
import type { KnownUpdates } from './condition-list';
import { addKnowledge } from './knowledge-line';

/** What is known of the updates that come to a node, by the liveview nodes in front of it, and the line that says so. */
export function updatesOf(node: object, place: JQuery): KnownUpdates {
  const knowledge = addKnowledge(place, 'alert:alert.hint.noView');
  const views = upstreamOf(node, 'activelogic-liveview').map((view) => ({
    label: RED.utils.getNodeLabel(view, text('liveview:liveview.palette')),
    appliance: typeof view.appliance === 'string' ? view.appliance : '',
    columns: (Array.isArray(view.columns) ? (view.columns as unknown[]) : []).filter(
      (column): column is string => !isBlank(column),
    ),
  }));
  knowledge.select([...new Set(views.map(({ appliance }) => appliance))].filter((id) => id !== ''));
  return {
    knowledge,
    sources: () =>
      views.map(({ label, appliance, columns }) => ({
        label,
        columns,
        catalog: knowledge.catalog(appliance),
      })),
  };
}
