import { showDefaults, trimField } from './widgets/fields';
import { fillHeight } from './widgets/fill-height';
import { toCurrent } from '../migrations/steps';
import { filterLabel } from './rules/labels';
import { isBlank, nameProblem } from './rules/names';
import { rowList, type RowList } from './widgets/row-list';
import { keepIfSame } from './rules/stored';
import { addStyle } from './widgets/style';
import { addApplianceKnowledge } from './widgets/knowledge-line';
import { filterValues, knowFilter } from './widgets/known-filter';
import { text } from './text';
import { typedField, type TypedField, VALUE_TYPES } from './widgets/typed-field';
import { cleanTyped, type TypedValue, typedValuesProblem } from './rules/typed-values';
import { validator } from './rules/validator';
import { showCurrent, storeCurrent, versioned } from './widgets/versions';

interface Filter {
  name: string;
  appliance: string;
  mode: string;
  filter: string;
  arg: string;
  values: TypedValue[];
}

/** The list of the open dialog. */
let list: RowList<TypedValue>;

RED.nodes.registerType<Filter>('activelogic-filter', {
  category: 'ActiveLogic',
  color: '#7DBFC9',
  icon: 'filter.svg',
  defaults: versioned<Filter>('activelogic-filter', {
    name: { value: '' },
    appliance: {
      value: '',
      type: 'activelogic-appliance',
      required: false,
      label: text('filter:filter.label.appliance'),
    },
    mode: { value: 'include' },
    filter: {
      value: '',
      label: text('filter:filter.label.filter'),
      validate: validator((value) => nameProblem(value, text)),
    },
    arg: { value: '' },
    values: {
      value: [],
      label: text('filter:filter.label.values'),
      validate: validator((value) =>
        typedValuesProblem(value, (v, vt) => RED.utils.validateTypedProperty(v, vt, {}), text),
      ),
    },
  }),
  inputs: 1,
  outputs: 1,
  outputLabels: () => text('filter:filter.port.output'),
  paletteLabel: () => text('filter:filter.palette'),
  label() {
    const label = filterLabel(toCurrent('activelogic-filter', this));
    return this.name || label || text('filter:filter.palette');
  },
  labelStyle() {
    return isBlank(this.name) ? '' : 'node_label_italic';
  },
  oneditprepare() {
    addStyle();
    const stored = showCurrent<Filter>('activelogic-filter', this, 'node-input');
    showDefaults(stored, 'node-input', { mode: 'include' });
    const knowledge = addApplianceKnowledge($('#activelogic-filter-knowledge'));
    const [name, values] = [$('#node-input-filter'), $('#activelogic-filter-values')];
    const known = filterValues(name, knowledge);
    const fields = new Set<TypedField>();
    const given = stored.values ?? [];
    list = rowList<TypedValue>(values, {
      items: given.length === 0 ? [{ v: '', vt: 'str' }] : given,
      add: text('appliance:common.list.addValue'),
      rowName: 'filter:filter.list.value',
      blank: () => ({ v: '', vt: known.type() ?? 'str' }),
      build(row, value) {
        const field = typedField(row, value, VALUE_TYPES, known);
        fields.add(field);
        row.on('remove', () => fields.delete(field));
        return field.read;
      },
      changed: () => void values.trigger('change'),
    });
    knowFilter(
      {
        name,
        arg: $('#node-input-arg'),
        values,
        readValues: () => list.read(),
        retype: (type) => {
          for (const field of fields) field.retype(type);
        },
        place: $('#activelogic-filter-hints'),
      },
      knowledge,
    );
  },
  oneditsave() {
    storeCurrent('activelogic-filter', this);
    for (const property of ['name', 'filter', 'arg']) trimField('node-input', property);
    this.values = keepIfSame((this as Partial<Filter>).values, cleanTyped(list.read()));
  },
  oneditresize(size) {
    fillHeight($('#activelogic-filter-values'), $('#dialog-form > .form-row'), size.height);
  },
});
