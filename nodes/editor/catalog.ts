import { trimField } from './widgets/fields';
import { isBlank } from './rules/names';
import { toCurrent } from '../migrations/steps';
import { applianceLabel, catalogLabel } from './rules/labels';
import { text } from './text';
import { showCurrent, storeCurrent, versioned } from './widgets/versions';

interface Catalog {
  name: string;
  appliance: string;
}

/** The label of an appliance; empty where none is selected or it is missing. */
function labelOf(id: string): string {
  const node = RED.nodes.node(id) as { name?: string; url?: string } | null;
  return node ? applianceLabel(toCurrent('activelogic-appliance', node)) : '';
}

RED.nodes.registerType<Catalog>('activelogic-catalog', {
  category: 'ActiveLogic',
  color: '#7DBFC9',
  icon: 'catalog.svg',
  defaults: versioned<Catalog>('activelogic-catalog', {
    name: { value: '' },
    appliance: {
      value: '',
      type: 'activelogic-appliance',
      required: true,
      label: text('catalog:catalog.label.appliance'),
    },
  }),
  inputs: 1,
  outputs: 1,
  outputLabels: () => text('catalog:catalog.port.output'),
  paletteLabel: () => text('catalog:catalog.palette'),
  label() {
    const { appliance } = toCurrent('activelogic-catalog', this);
    const label = catalogLabel(labelOf(appliance), text);
    return this.name || label || text('catalog:catalog.palette');
  },
  labelStyle() {
    return isBlank(this.name) ? '' : 'node_label_italic';
  },
  oneditprepare() {
    showCurrent<Catalog>('activelogic-catalog', this, 'node-input');
  },
  oneditsave() {
    storeCurrent('activelogic-catalog', this);
    trimField('node-input', 'name');
  },
});

// A label follows its appliance's, which Node-RED does not know.
RED.events.on('nodes:change', (changed: { id: string; type: string }) => {
  if (changed.type !== 'activelogic-appliance') return;
  RED.nodes.eachNode((node) => {
    const drawn = node as { type: string; appliance?: string; dirty?: boolean; resize?: boolean };
    if (drawn.type === 'activelogic-catalog' && drawn.appliance === changed.id) {
      // To draw it once more, and as wide as its label is now.
      drawn.dirty = true;
      drawn.resize = true;
    }
    return true;
  });
  RED.view.redraw();
});
