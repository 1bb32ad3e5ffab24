/** A text that Node-RED replaces as a whole by a variable's value, of any type. One of the groups holds the name. */
export const WHOLE_VARIABLE = /^\$(?:\((\S+)\)|\{(\S+)\})$/;

/** Whether a text contains `${VAR}`, so that only the runtime knows its value. */
export function hasVariable(value: unknown): boolean {
  return typeof value === 'string' && /\$\{[^{}]+\}/.test(value);
}

/** Whether a text is exactly `${VAR}`. */
export function isVariable(value: string): boolean {
  return /^\$\{[^{}\s]+\}$/.test(value);
}
