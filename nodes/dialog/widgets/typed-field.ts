import { keep, type Read, same } from '../rules/stored';
import type { TypedValue, ValueRule } from '../rules/typed-values';
import { text } from '../text';
import type { FilterValues } from './suggest-filter';
import { unknownField } from './row-list';
import { suggest } from './suggest';

/** The types of literal values. */
export const LITERAL_TYPES = ['str', 'num', 'bool'] as const;

/** The types of a filter node's values: literals, and references to a message or the runtime. */
export const VALUE_TYPES = [...LITERAL_TYPES, 'msg', 'flow', 'global', 'env', 'jsonata'] as const;

type Types = typeof LITERAL_TYPES | typeof VALUE_TYPES;

/** What a field shows first: a stored value, or no value of a given type. */
export type ShownValue = { stored: unknown } | { blank: string };

/** A field for one value of a filter. */
export interface ValueField {
  /** What to store; undefined for an added field that is blank. */
  read: Read;
  /** Its content; undefined if it shows a value that it cannot edit. */
  typed: () => TypedValue | undefined;
  /** Changes the type of a literal that is not filled in. */
  retype: (type: string | undefined) => void;
}

/** A typed input as wide as its place. For text, it suggests values of the filter. */
export function valueField(
  place: JQuery,
  shown: ShownValue,
  rule: ValueRule,
  types: Types,
  filter: FilterValues,
): ValueField {
  const typed = 'blank' in shown ? { v: '', vt: shown.blank } : rule.toTyped(shown.stored);
  const stored = 'stored' in shown ? shown.stored : undefined;
  const field = typed && typedField(place, typed, types, filter);
  // The widget has already changed a value that it cannot show, such as a line break or an invalid boolean.
  if (!field || ('stored' in shown && !same(field.read(), typed))) {
    place.empty();
    unknownField(place, stored);
    return { read: () => stored, typed: () => undefined, retype: () => undefined };
  }
  const read = (): unknown => rule.toStored(field.read(), stored);
  return {
    // An added field stores what it shows from the start.
    read: 'blank' in shown ? read : keep(stored, field.read, read),
    typed: field.read,
    retype: field.retype,
  };
}

interface TypedField {
  read: () => TypedValue;
  retype: (type: string | undefined) => void;
}

function typedField(
  place: JQuery,
  value: TypedValue,
  types: Types,
  { options, knowledge }: FilterValues,
): TypedField {
  const input = $('<input>', { type: 'text', style: 'width: 100%' }).appendTo(place);
  input.typedInput({ default: 'str', types: [...types] });
  input.typedInput('type', value.vt);
  input.typedInput('value', value.v);
  // The widget puts its own field in front of the hidden one.
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
