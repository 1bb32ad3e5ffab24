import { jsonText, keep, type Read } from '../rules/stored';
import { text } from '../text';
import { fieldText } from './fields';
import { markElement } from './row-mark';

/** Marks a field whose value the form does not know, or removes the mark. */
export type MarkUnknown = (field: JQuery, unknown: boolean, value?: string) => void;

/** Marks for the fields of one line. They share one text below the line. */
export function unknownMarks(line: JQuery): MarkUnknown {
  const marked = new Set<HTMLElement>();
  return (field, unknown, value) => {
    for (const element of field.toArray()) {
      if (unknown) marked.add(element);
      else marked.delete(element);
    }
    const words =
      value === undefined
        ? text('appliance:common.unknown.kept')
        : text('appliance:common.unknown.value', { value });
    markElement(line, 'unknown', marked.size === 0 ? [] : [{ words, fields: $([...marked]) }]);
  };
}

/** How a text field shows and stores a value. */
interface TextRule {
  /** The text for a stored value; undefined if the form does not know the value. */
  toText: (value: unknown) => string | undefined;
  /** What to store for a text that the user changed. */
  toStored: (text: string) => unknown;
}

/** Shows a stored value in a text field and reads it back. A value that text cannot express is shown as JSON. */
export function keptText(field: JQuery, stored: unknown, rule: TextRule, mark: MarkUnknown): Read {
  const shown = rule.toText(stored);
  field.val(shown ?? '');
  // A one-line field drops line breaks.
  const known = shown !== undefined && fieldText(field) === shown;
  if (!known) markUntilChanged(field.val(jsonText(stored)), mark);
  return keep(
    stored,
    () => fieldText(field),
    () => rule.toStored(fieldText(field)),
  );
}

/**
 * Selects a stored value. If it is not one of the choices, adds an option for it.
 *
 * @param fallback selected if nothing is stored; without it, nothing stored is an unknown value
 */
export function keptChoice(
  select: JQuery,
  stored: unknown,
  fallback: string | undefined,
  mark: MarkUnknown,
): Read {
  const value = stored ?? fallback;
  const choices = select
    .children()
    .toArray()
    .map((option) => (option as HTMLOptionElement).value);
  if (typeof value === 'string' && choices.includes(value)) {
    select.val(value);
  } else {
    addOption(select, jsonText(stored));
    markUntilChanged(select, mark);
  }
  return keep(stored, () => fieldText(select));
}

/** Shows a stored flag. For an unknown value the checkbox is indeterminate. */
export function keptFlag(box: JQuery, stored: unknown, fallback: boolean, mark: MarkUnknown): Read {
  const value = stored ?? fallback;
  const known = typeof value === 'boolean';
  box.prop({ checked: value === true, indeterminate: !known });
  if (!known) {
    mark(box, true, jsonText(stored));
    box.one('change', () => {
      mark(box, false);
    });
  }
  const isOn = (): boolean => box.prop('checked') === true;
  return keep(stored, () => (box.prop('indeterminate') === true ? null : isOn()), isOn);
}

/** Adds an option for a value that is not one of the choices, and selects it. */
export function addOption(select: JQuery, value: string): void {
  $('<option>')
    .attr({ value })
    .text(value === '' ? '–' : value)
    .appendTo(select);
  select.val(value);
}

/** Marks a field with an unknown value until the field changes. */
export function markUntilChanged(field: JQuery, mark: MarkUnknown): void {
  const first = fieldText(field);
  mark(field, true);
  field.on('input.activelogicunknown change.activelogicunknown', () => {
    if (fieldText(field) === first) return;
    field.off('.activelogicunknown');
    mark(field, false);
  });
}
