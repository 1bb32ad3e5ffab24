import { text } from '../text';
import { LITERAL_TYPES, typedField } from './typed-field';
import type { TypedValue } from '../rules/typed-values';

const READER = 'activelogicReader';

/** The values of one filter: as many typed inputs as it has, beside each other where there is room. */
export function valueList(place: JQuery, values: readonly TypedValue[]): () => TypedValue[] {
  const add = iconButton('fa fa-plus', text('appliance:common.list.addAnotherValue')).appendTo(place);
  const grid = $('<div>', { class: 'activelogic-values', 'data-field': 'values' }).appendTo(place);

  const addValue = (value: TypedValue): JQuery => {
    const cell = $('<div>', { class: 'activelogic-value' }).appendTo(grid);
    const field = $('<div>', { class: 'activelogic-value-field' }).appendTo(cell);
    cell.data(READER, typedField(field, value, LITERAL_TYPES));
    iconButton('fa fa-remove', text('appliance:common.list.removeValue'))
      .on('click', () => {
        cell.remove();
        add.trigger('focus');
      })
      .appendTo(cell);
    return cell;
  };

  add.on('click', () => {
    const last = read().pop();
    addValue({ v: '', vt: last?.vt ?? 'str' })
      .find('.red-ui-typedInput-input')
      .trigger('focus');
  });
  const read = (): TypedValue[] =>
    grid
      .children('.activelogic-value')
      .toArray()
      .map((cell) => ($(cell).data(READER) as () => TypedValue)());

  for (const value of values) addValue(value);
  return read;
}

function iconButton(icon: string, label: string): JQuery {
  return $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' })
    .attr({ 'aria-label': label, title: label })
    .append($('<i>', { class: icon }));
}
