import { trimField } from './widgets/fields';
import { isBlank } from './rules/names';
import { text } from './text';
import { showCurrent, storeCurrent, versioned } from './widgets/versions';

interface Catalog {
  name: string;
  appliance: string;
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
    return this.name || text('catalog:catalog.palette');
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
