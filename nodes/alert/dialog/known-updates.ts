import { isBlank } from '../../../lib/settings/rule';
import { upstreamOf } from './editor-flow';
import { text } from '../../dialog/text';
import type { KnownUpdates } from './condition-list';
import { addKnowledge } from '../../dialog/widgets/knowledge-line';

/** What is known of the updates that reach a node from its liveview nodes, with the line that says so. */
export function updatesOf(node: object, place: JQuery): KnownUpdates {
  const views = upstreamOf(node, 'activelogic-liveview').map((view) => ({
    label: RED.utils.getNodeLabel(view, text('liveview:liveview.node.untitled')),
    appliance: typeof view.appliance === 'string' ? view.appliance : '',
    columns: (Array.isArray(view.columns) ? (view.columns as unknown[]) : []).filter(
      (column): column is string => !isBlank(column),
    ),
  }));
  const none = views.length === 0 ? 'alert:alert.hint.noView' : 'alert:alert.hint.noAppliance';
  const knowledge = addKnowledge(place, none);
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
