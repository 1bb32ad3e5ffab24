import { trimField } from './widgets/fields';
import { toCurrent } from '../migrations/steps';
import { distributionLabel } from './rules/labels';
import { isBlank, nameProblem } from './rules/names';
import { addStyle } from './widgets/style';
import { addApplianceKnowledge } from './widgets/knowledge-line';
import { knowDistribution } from './widgets/known-distribution';
import { text } from './text';
import { validator } from './rules/validator';
import { showCurrent, storeCurrent, versioned } from './widgets/versions';

interface Distribution {
  name: string;
  appliance: string;
  distribution: string;
  arg: string;
}

RED.nodes.registerType<Distribution>('activelogic-distribution', {
  category: 'ActiveLogic',
  color: '#7DBFC9',
  icon: 'distribution.svg',
  defaults: versioned<Distribution>('activelogic-distribution', {
    name: { value: '' },
    appliance: {
      value: '',
      type: 'activelogic-appliance',
      required: false,
      label: text('distribution:distribution.label.appliance'),
    },
    distribution: {
      value: '',
      label: text('distribution:distribution.label.distribution'),
      validate: validator((value) => nameProblem(value, text)),
    },
    arg: { value: '' },
  }),
  inputs: 1,
  outputs: 1,
  outputLabels: () => text('distribution:distribution.port.output'),
  paletteLabel: () => text('distribution:distribution.palette'),
  label() {
    const { distribution, arg } = toCurrent('activelogic-distribution', this);
    return this.name || distributionLabel(distribution, arg) || text('distribution:distribution.palette');
  },
  labelStyle() {
    return isBlank(this.name) ? '' : 'node_label_italic';
  },
  oneditprepare() {
    addStyle();
    showCurrent<Distribution>('activelogic-distribution', this, 'node-input');
    const name = $('#node-input-distribution');
    knowDistribution(
      { name, arg: $('#node-input-arg'), place: $('#activelogic-distribution-hints') },
      addApplianceKnowledge($('#activelogic-distribution-knowledge')),
      () => undefined,
    );
  },
  oneditsave() {
    storeCurrent('activelogic-distribution', this);
    for (const property of ['name', 'distribution', 'arg']) trimField('node-input', property);
  },
});
