import { text } from '../text';
import { iconButton } from './icon-button';
import type { FilterValues } from './known-filter';
import { LITERAL_TYPES, typedField, type TypedField } from './typed-field';
import type { TypedValue } from '../rules/typed-values';

/** The values of one filter. */
export interface ValueList {
  /** Holds their fields. */
  element: JQuery;
  read: () => TypedValue[];
  /** Gives those that are not filled in another type. */
  retype: (type: string | undefined) => void;
}

const FIELD = 'activelogicField';

/** The values of one filter: as many typed inputs as it has, beside each other where there is room. */
export function valueList(place: JQuery, values: readonly TypedValue[], filter: FilterValues): ValueList {
  const add = iconButton('fa fa-plus', text('appliance:common.list.addAnotherValue')).appendTo(place);
  const grid = $('<div>', { class: 'activelogic-values', 'data-field': 'values' }).appendTo(place);

  const addValue = (value: TypedValue): JQuery => {
    const cell = $('<div>', { class: 'activelogic-value' }).appendTo(grid);
    const field = $('<div>', { class: 'activelogic-value-field' }).appendTo(cell);
    cell.data(FIELD, typedField(field, value, LITERAL_TYPES, filter));
    iconButton('fa fa-remove', text('appliance:common.list.removeValue'))
      .on('click', () => {
        cell.remove();
        grid.trigger('change');
        add.trigger('focus');
      })
      .appendTo(cell);
    return cell;
  };
  const fields = (): TypedField[] =>
    grid
      .children('.activelogic-value')
      .toArray()
      .map((cell) => $(cell).data(FIELD) as TypedField);
  const read = (): TypedValue[] => fields().map((field) => field.read());

  add.on('click', () => {
    const vt = filter.type() ?? read().pop()?.vt ?? 'str';
    addValue({ v: '', vt }).find('.red-ui-typedInput-input').trigger('focus');
  });
  for (const value of values) addValue(value);
  return {
    element: grid,
    read,
    retype(type) {
      for (const field of fields()) field.retype(type);
    },
  };
}
