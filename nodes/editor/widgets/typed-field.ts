import { text } from '../text';
import type { TypedValue } from '../rules/typed-values';
import type { FilterValues } from './known-filter';
import { suggest } from './suggest';

/** The types of a literal value. */
export const LITERAL_TYPES = ['str', 'num', 'bool'] as const;

/** The types of a filter node's values: literals, and whatever a message or the runtime has. */
export const VALUE_TYPES = [...LITERAL_TYPES, 'msg', 'flow', 'global', 'env', 'jsonata'] as const;

/** A typed input of a form. */
export interface TypedField {
  read: () => TypedValue;
  /** Gives a literal that is not filled in another type. */
  retype: (type: string | undefined) => void;
}

/** A typed input as wide as its place. While it holds text, it suggests what the filter's values may be. */
export function typedField(
  place: JQuery,
  value: TypedValue,
  types: typeof LITERAL_TYPES | typeof VALUE_TYPES,
  { options, knowledge }: FilterValues,
): TypedField {
  const input = $('<input>', { type: 'text', style: 'width: 100%' }).appendTo(place);
  input.typedInput({ default: 'str', types: [...types] });
  input.typedInput('type', value.vt);
  input.typedInput('value', value.v);
  // The widget puts a field of its own in front of the hidden one.
  const widget = input.next('.red-ui-typedInput-container');
  const field = widget.find('.red-ui-typedInput-input');
  field.attr('aria-label', text('appliance:common.label.value'));
  widget.find('.red-ui-typedInput-type-select').attr('aria-label', text('appliance:common.label.type'));
  const read = (): TypedValue => ({ v: input.typedInput('value'), vt: input.typedInput('type') });
  const describe = suggest(field, { options, knowledge, enabled: () => read().vt === 'str' });
  input.on('change', describe);
  return {
    read,
    retype(type) {
      const { v, vt } = read();
      const literal = LITERAL_TYPES.some((each) => each === vt);
      if (type !== undefined && type !== vt && literal && v === '') input.typedInput('type', type);
    },
  };
}
