import { requestCatalog } from '../appliances/admin';
import { draftOf, isDeployed } from '../appliances/draft';
import { Knowledge, knowledgeLine } from '../suggestions/knowledge';
import { text } from '../text';
import type { Key } from '../translate';
import { fieldText } from './fields';
import { iconButton } from './icon-button';

/**
 * What a form knows of its appliances, and the line that says so, with the button that asks again. Both end with the
 * form.
 *
 * @param none why there is no catalogue where no appliance is selected
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
    // A text that is set again is said again.
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

/** What a form knows of the appliance in its own field. */
export function addApplianceKnowledge(place: JQuery): Knowledge {
  const knowledge = addKnowledge(place, 'appliance:common.suggestions.noAppliance');
  const field = $('#node-input-appliance');
  const select = (): void => {
    const id = fieldText(field);
    knowledge.select(id === '' || id === '_ADD_' ? [] : [id]);
  };
  // Node-RED tells of a change after the appliance's own form too.
  field.on('change', select);
  select();
  return knowledge;
}

/** Calls on every change for as long as an element is in the form. */
export function follow(knowledge: Knowledge, element: JQuery, changed: () => void): void {
  element.on('remove', knowledge.follow(changed));
}

function labelOf(id: string): string {
  const node = RED.nodes.node(id) as object | null | undefined;
  return node ? RED.utils.getNodeLabel(node, id) : id;
}

function versionOf(id: string): string {
  return JSON.stringify([isDeployed(id), draftOf(id)]);
}
