import { FILTER_MODES, type FilterValue } from '../../lib/protocol/frames';
import { asRecord, filledText, isBlank, list, type Reading, refuse, rule } from '../../lib/settings/rule';
import {
  choiceProperty,
  labelProperty,
  own,
  referenceProperty,
  textProperty,
} from '../../lib/settings/settings';

/** A value as a typed input stores it. */
export interface TypedValue {
  v: FilterValue;
  vt: string;
}

/** Types whose value is a reference. Errors name the reference. */
const REFERENCES = ['msg', 'flow', 'global', 'env', 'jsonata'];

/** Whether a value comes from elsewhere. */
export function isReference({ vt }: TypedValue): boolean {
  return REFERENCES.includes(vt);
}

/** The name of a value in errors. */
export function nameOf({ v, vt }: TypedValue): string {
  return isReference({ v, vt }) ? `${vt}.${v}` : vt;
}

/** What can be checked before there is a message to resolve the value with. */
const typedValue = rule<TypedValue>((given, at, reading) => {
  const { v, vt } = asRecord(given) ?? {};
  if (typeof vt !== 'string') return refuse(reading, 'invalid-object', at, given);
  if (reading.isOpen(v)) return undefined;
  const value = { v: v as FilterValue, vt };
  return isReference(value) ? reference(value, at, reading) : literal(value, at, reading);
});

function reference(value: TypedValue, at: string, reading: Reading): TypedValue | undefined {
  const { v, vt } = value;
  if (v === '' || isAbsent(v) || (typeof v === 'string' && isBlank(v)))
    return reading.wrong({ at, code: 'value-missing', params: { field: at, name: `${vt}.` } });
  if (!isScalar(v)) return refuse(reading, 'invalid-filter-value', at, v);
  const reason = reading.expressionProblem?.(String(v), vt);
  if (reason === undefined) return value;
  return reading.wrong({ at, code: 'value-failed', params: { field: at, name: nameOf(value), reason } });
}

function literal(value: TypedValue, at: string, reading: Reading): TypedValue | undefined {
  const { v, vt } = value;
  // Node-RED would turn an empty text into the number 0.
  if (v === '' || isAbsent(v) || (vt === 'num' && typeof v === 'string' && isBlank(v)))
    return reading.wrong({ at, code: 'value-empty', params: { field: at } });
  const fits =
    vt === 'num'
      ? Number.isFinite(Number(v))
      : vt === 'bool'
        ? /^(true|false)$/i.test(String(v))
        : vt !== 'str' || isScalar(v);
  return fits ? value : refuse(reading, 'invalid-filter-value', at, v);
}

function isAbsent(v: unknown): boolean {
  return v === undefined || v === null;
}

function isScalar(v: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof v);
}

const typedValues = list(typedValue);

/** Every property of a filter node. */
export const SETTINGS = {
  name: labelProperty(),
  appliance: referenceProperty('activelogic-appliance', false),
  mode: choiceProperty(FILTER_MODES, 'include'),
  filter: textProperty(filledText, 'text that is not empty'),
  values: own<TypedValue[]>([], 'a list of `{v, vt}`, at least one', (value, at, reading) =>
    Array.isArray(value) && value.length === 0
      ? reading.wrong({ at, code: 'no-filter-values', params: { field: at } })
      : typedValues(value, at, reading),
  ),
  arg: textProperty(),
};
