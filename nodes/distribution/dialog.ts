import { ownName } from '../dialog/rules/labels';
import { text } from '../dialog/text';
import { dialog } from '../dialog/widgets/dialog';
import { addApplianceKnowledge } from '../dialog/widgets/knowledge-line';
import { suggestDistribution } from '../dialog/widgets/suggest-distribution';
import { applianceBehind, takeWiredAppliance } from '../dialog/widgets/new-node';
import { distributionLabel } from './dialog/label';
import { SETTINGS } from './settings';

takeWiredAppliance();

const life = dialog(SETTINGS, (form) => {
  suggestDistribution(
    {
      name: form.field('distribution'),
      arg: form.field('arg'),
      place: $('#activelogic-distribution-hints'),
    },
    addApplianceKnowledge($('#activelogic-distribution-knowledge'), () => applianceBehind(form.node)),
    () => undefined,
  );
});

// Name each property: tools that list nodes parse this call, and do not understand a spread.
RED.nodes.registerType('activelogic-distribution', {
  category: 'ActiveLogic',
  color: '#7DBFC9',
  icon: 'distribution.svg',
  inputs: 1,
  outputs: 1,
  outputLabels: () => text('distribution:distribution.port.output'),
  paletteLabel: () => text('distribution:distribution.palette'),
  label() {
    const { name, distribution, arg } = this;
    return ownName(name) || distributionLabel(distribution, arg) || text('distribution:distribution.palette');
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
