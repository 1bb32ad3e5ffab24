import { requestCatalog } from '../requests/admin';
import { draftOf, isDeployed } from '../requests/draft';
import { hasVariable } from '../../../lib/settings/variables';
import { Knowledge, knowledgeLine } from '../suggestions/knowledge';
import { text } from '../text';
import type { Key } from '../translate';
import { fieldText } from './fields';
import { iconButton } from './icon-button';

/**
 * What a form knows of its appliances, a line that says so, and a button that asks again. All end with the form.
 *
 * @param none why there is no catalogue if no appliance is selected
 */
export function addKnowledge(place: JQuery, none: Key): Knowledge {
  const knowledge = new Knowledge({ request: requestCatalog, label: labelOf, version: versionOf }, text);
  const line = $('<span>', { role: 'status', 'aria-live': 'polite' });
  const refresh = iconButton('fa fa-refresh', text('appliance:common.suggestions.refresh')).on(
    'click',
    () => {
      knowledge.refresh();
    },
  );
  place.addClass('activelogic-knowledge').append(line, refresh);
  const show = (): void => {
    const { known } = knowledge;
    const words = knowledgeLine(known, text(none), text);
    // Setting the same text again would make screen readers repeat it.
    if (line.text() !== words) line.text(words);
    refresh.toggle(known.length > 0);
    place.attr('data-state', known.map(({ state }) => state).join(' '));
  };
  show();
  knowledge.follow(show);
  place.on('remove', () => {
    knowledge.close();
  });
  return knowledge;
}

/**
 * What a form knows of the appliance in its field.
 *
 * @param usual the id of the appliance to ask if none is selected
 */
export function addApplianceKnowledge(
  place: JQuery,
  usual: () => string | undefined = () => undefined,
): Knowledge {
  const knowledge = addKnowledge(place, 'appliance:common.suggestions.noAppliance');
  const field = $('#node-input-appliance');
  const select = (): void => {
    const selected = fieldText(field);
    const id = isAppliance(selected) ? selected : usual();
    knowledge.select(id === undefined ? [] : [id]);
  };
  // Node-RED also fires a change after the appliance's own form closes.
  field.on('change', select);
  select();
  return knowledge;
}

/** Calls back on every change while an element is in the form. */
export function follow(knowledge: Knowledge, element: JQuery, changed: () => void): void {
  element.on('remove', knowledge.follow(changed));
}

/** Whether a field holds an appliance, or a variable for one. */
function isAppliance(id: string): boolean {
  const node = RED.nodes.node(id) as object | null | undefined;
  return hasVariable(id) || (node !== null && node !== undefined);
}

function labelOf(id: string): string {
  const node = RED.nodes.node(id) as object | null | undefined;
  return node ? RED.utils.getNodeLabel(node, id) : id;
}

function versionOf(id: string): string {
  return JSON.stringify([isDeployed(id), draftOf(id)]);
}
