import { keep, type Read } from '../../dialog/rules/stored';
import { literals, type TypedValue } from '../../dialog/rules/typed-values';
import { text } from '../../dialog/text';
import { iconButton } from '../../dialog/widgets/icon-button';
import type { FilterValues } from '../../dialog/widgets/suggest-filter';
import {
  LITERAL_TYPES,
  type ShownValue,
  type ValueField,
  valueField,
} from '../../dialog/widgets/typed-field';

/** The values of one filter. */
export interface ValueList {
  /** The element that holds the fields. */
  element: JQuery;
  /** What to store. */
  read: Read;
  /** The same, including blank fields. */
  judged: Read;
  /** The values of the editable fields. */
  typed: () => TypedValue[];
  /** Changes the type of the fields that are not filled in. */
  retype: (type: string | undefined) => void;
}

/** The values of one filter, as typed inputs side by side if there is room. */
export function valueList(place: JQuery, stored: unknown, filter: FilterValues): ValueList {
  const add = iconButton('fa fa-plus', text('appliance:common.list.addAnotherValue')).appendTo(place);
  const grid = $('<div>', { class: 'activelogic-values', 'data-field': 'values' }).appendTo(place);
  /** The complete fields. A field fires change events while it is being built. */
  let fields: ValueField[] = [];

  const addValue = (value: ShownValue): JQuery => {
    const element = $('<div>', { class: 'activelogic-value' }).appendTo(grid);
    const inside = $('<div>', { class: 'activelogic-value-field' }).appendTo(element);
    const field = valueField(inside, value, literals, LITERAL_TYPES, filter);
    fields.push(field);
    iconButton('fa fa-remove', text('appliance:common.list.removeValue'))
      .on('click', () => {
        fields = fields.filter((each) => each !== field);
        element.remove();
        grid.trigger('change');
        add.trigger('focus');
      })
      .appendTo(element);
    return element;
  };
  const typed = (): TypedValue[] => fields.flatMap((field) => field.typed() ?? []);

  add.on('click', () => {
    const vt = filter.type() ?? typed().pop()?.vt ?? 'str';
    addValue({ blank: vt }).find('.red-ui-typedInput-input').trigger('focus');
    grid.trigger('change');
  });
  // The runtime accepts a single value as a list of one.
  const values: unknown[] = Array.isArray(stored) ? stored : stored === undefined ? [] : [stored];
  if (values.length === 0) addValue({ blank: 'str' });
  for (const value of values) addValue({ stored: value });
  return {
    element: grid,
    read: keep(stored, () => fields.map((field) => field.read()).filter((value) => value !== undefined)),
    judged: keep(stored, () => fields.map((field) => field.read() ?? '')),
    typed,
    retype(type) {
      for (const field of fields) field.retype(type);
    },
  };
}
