import { applianceLabel } from '../dialog/rules/appliance-label';
import { ownName } from '../dialog/rules/labels';
import { text } from '../dialog/text';
import { dialog } from '../dialog/widgets/dialog';
import { catalogLabel } from './dialog/label';
import { SETTINGS } from './settings';

/** The label of an appliance, or an empty text if none is selected or it is missing. */
function labelOf(id: unknown): string {
  const node = typeof id === 'string' ? (RED.nodes.node(id) as { name?: string; url?: string } | null) : null;
  return node ? applianceLabel(node) : '';
}

const life = dialog(SETTINGS);

// Name each property: tools that list nodes parse this call, and do not understand a spread.
RED.nodes.registerType('activelogic-catalog', {
  category: 'ActiveLogic',
  color: '#7DBFC9',
  icon: 'catalog.svg',
  inputs: 1,
  outputs: 1,
  outputLabels: () => text('catalog:catalog.port.output'),
  paletteLabel: () => text('catalog:catalog.palette'),
  label() {
    return (
      ownName(this.name) || catalogLabel(labelOf(this.appliance), text) || text('catalog:catalog.palette')
    );
  },
  defaults: life.defaults,
  labelStyle: life.labelStyle,
  onadd: life.onadd,
  oneditprepare: life.oneditprepare,
  oneditsave: life.oneditsave,
  oneditcancel: life.oneditcancel,
  oneditdelete: life.oneditdelete,
  oneditresize: life.oneditresize,
});

// The label contains the appliance's label. Node-RED does not know that, so redraw it.
RED.events.on('nodes:change', (changed: { id: string; type: string }) => {
  if (changed.type !== 'activelogic-appliance') return;
  RED.nodes.eachNode((node) => {
    const drawn = node as { type: string; appliance?: string; dirty?: boolean; resize?: boolean };
    if (drawn.type === 'activelogic-catalog' && drawn.appliance === changed.id) {
      // Draw it again, with the width of its new label.
      drawn.dirty = true;
      drawn.resize = true;
    }
    return true;
  });
  RED.view.redraw();
});
