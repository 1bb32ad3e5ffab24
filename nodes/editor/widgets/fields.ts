import { isBlank } from '../rules/names';
import { text } from '../text';
import type { Key } from '../translate';

/** Adds a text field to a row; a required one is marked while it is blank. */
export function textField(
  row: JQuery,
  options: { label: Key; value: string; required?: boolean; field?: string },
): JQuery {
  const label = text(options.label);
  const input = $('<input>')
    // Not as properties of the element's creation: there, jQuery UI takes `autocomplete` for a widget.
    .attr({ type: 'text', autocomplete: 'off', 'aria-label': label, placeholder: label })
    .attr(options.field === undefined ? {} : { 'data-field': options.field })
    .val(options.value)
    .appendTo(row);
  if (options.required === true) {
    const mark = (): void => void input.toggleClass('input-error', isBlank(fieldText(input)));
    input.on('input change', mark);
    mark();
  }
  return input;
}

/** The text in a field; empty where the form has no such field. */
export function fieldText(field: JQuery): string {
  const value = field.val();
  return typeof value === 'string' ? value : '';
}

/** The forms that Node-RED builds: a prefix of their fields' ids. */
export type FormPrefix = 'node-input' | 'node-config-input';

/** Takes the space around a field's text away, so that Node-RED stores it without. */
export function trimField(prefix: FormPrefix, property: string): void {
  const field = $(`#${prefix}-${property}`);
  const value = fieldText(field);
  if (value !== value.trim()) field.val(value.trim());
}

/** Shows the default where a flow has no value, which is what then counts, instead of an empty field. */
export function showDefaults(
  node: object,
  prefix: FormPrefix,
  defaults: Readonly<Record<string, string | number | boolean>>,
): void {
  const stored = node as Record<string, unknown>;
  for (const [property, value] of Object.entries(defaults)) {
    if (stored[property] !== undefined) continue;
    const field = $(`#${prefix}-${property}`);
    if (typeof value === 'boolean') field.prop('checked', value);
    else field.val(value);
  }
}

/**
 * For `oneditsave`: takes the fields away that show a default which the flow does not have, so that Node-RED stores none
 * either. Looking at a form changes nothing.
 */
export function leaveAbsent(
  node: object,
  prefix: FormPrefix,
  defaults: Readonly<Record<string, string | boolean>>,
): void {
  const stored = node as Record<string, unknown>;
  for (const [property, value] of Object.entries(defaults)) {
    const field = $(`#${prefix}-${property}`);
    const shown = typeof value === 'boolean' ? field.prop('checked') === true : fieldText(field);
    if (stored[property] === undefined && shown === value) field.remove();
  }
}
