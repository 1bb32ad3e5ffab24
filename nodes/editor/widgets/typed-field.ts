import { text } from '../text';
import type { TypedValue } from '../rules/typed-values';

/** The types of a literal value. */
export const LITERAL_TYPES = ['str', 'num', 'bool'] as const;

/** The types of a filter node's values: literals, and whatever a message or the runtime has. */
export const VALUE_TYPES = [...LITERAL_TYPES, 'msg', 'flow', 'global', 'env', 'jsonata'] as const;

/** A typed input as wide as its place. */
export function typedField(
  place: JQuery,
  value: TypedValue,
  types: typeof LITERAL_TYPES | typeof VALUE_TYPES,
): () => TypedValue {
  const input = $('<input>', { type: 'text', style: 'width: 100%' }).appendTo(place);
  input.typedInput({ default: 'str', types: [...types] });
  input.typedInput('type', value.vt);
  input.typedInput('value', value.v);
  // The widget puts a field of its own in front of the hidden one.
  const widget = input.next('.red-ui-typedInput-container');
  widget.find('.red-ui-typedInput-input').attr('aria-label', text('appliance:common.label.value'));
  widget.find('.red-ui-typedInput-type-select').attr('aria-label', text('appliance:common.label.type'));
  return () => ({ v: input.typedInput('value'), vt: input.typedInput('type') });
}
