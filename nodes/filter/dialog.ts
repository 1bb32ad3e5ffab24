import { ownName } from '../dialog/rules/labels';
import { typedValues } from '../dialog/rules/typed-values';
import { text } from '../dialog/text';
import { dialog } from '../dialog/widgets/dialog';
import { fillHeight } from '../dialog/widgets/fill-height';
import type { Form } from '../dialog/widgets/form';
import { addApplianceKnowledge, follow } from '../dialog/widgets/knowledge-line';
import { filterValues, suggestFilter } from '../dialog/widgets/suggest-filter';
import { applianceBehind, takeWiredAppliance } from '../dialog/widgets/new-node';
import { rowList } from '../dialog/widgets/row-list';
import { type ShownValue, VALUE_TYPES, type ValueField, valueField } from '../dialog/widgets/typed-field';
import { filterLabel } from './dialog/label';
import { SETTINGS } from './settings';

function build(form: Form): void {
  const knowledge = addApplianceKnowledge($('#activelogic-filter-knowledge'), () =>
    applianceBehind(form.node),
  );
  const [name, list] = [form.field('filter'), $('#activelogic-filter-values')];
  const known = filterValues(name, knowledge);
  const rule = typedValues(VALUE_TYPES);
  const fields = new Set<ValueField>();
  const values = rowList<ShownValue>(list, {
    stored: form.node.values,
    fallback: [],
    startsWithRow: true,
    toItem: (stored) => ({ stored }),
    add: text('appliance:common.list.addValue'),
    rowName: 'filter:filter.list.value',
    blank: () => ({ blank: known.type() ?? 'str' }),
    build(row, shown) {
      const field = valueField(row, shown, rule, VALUE_TYPES, known);
      fields.add(field);
      row.on('remove', () => fields.delete(field));
      return { read: field.read, judged: () => field.read() ?? field.typed() };
    },
    changed: () => void list.trigger('change'),
  });
  form.own('values', values);
  suggestFilter(
    {
      name,
      arg: form.field('arg'),
      values: list,
      readValues: () => [...fields].flatMap((field) => field.typed() ?? []),
      retype(type) {
        for (const field of fields) field.retype(type);
      },
      place: $('#activelogic-filter-hints'),
    },
    knowledge,
  );
  form.onLayout((height) => {
    fillHeight(list, $('#dialog-form > .form-row'), height);
  });
  follow(knowledge, list, () => {
    form.layOut();
  });
}

takeWiredAppliance();

const life = dialog(SETTINGS, build);

// Name each property: tools that list nodes parse this call, and do not understand a spread.
RED.nodes.registerType('activelogic-filter', {
  category: 'ActiveLogic',
  color: '#7DBFC9',
  icon: 'filter.svg',
  inputs: 1,
  outputs: 1,
  outputLabels: () => text('filter:filter.port.output'),
  paletteLabel: () => text('filter:filter.palette'),
  label() {
    const { name, mode, filter, arg, values } = this;
    return ownName(name) || filterLabel({ mode, filter, arg, values }) || text('filter:filter.palette');
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
