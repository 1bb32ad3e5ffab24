import { text } from '../text';
import type { Key } from '../translate';

/** Adds a text field to a row. */
export function textField(row: JQuery, options: { label: Key; field: string }): JQuery {
  const label = text(options.label);
  return (
    $('<input>')
      // Set by `attr`: as a property of the new element, jQuery UI would take `autocomplete` for a widget.
      .attr({ type: 'text', autocomplete: 'off', 'aria-label': label, placeholder: label })
      .attr('data-field', options.field)
      .appendTo(row)
  );
}

/** The text in a field; empty if the form has no such field. */
export function fieldText(field: JQuery): string {
  const value = field.val();
  return typeof value === 'string' ? value : '';
}

/** The prefix of the ids in Node-RED's forms. */
export type FormPrefix = 'node-input' | 'node-config-input';
