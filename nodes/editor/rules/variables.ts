/** Whether a text contains `${VAR}`, so that its value is only known at run time. */
export function hasVariable(value: unknown): boolean {
  return typeof value === 'string' && /\$\{[^}]+\}/.test(value);
}

/** Whether a text is `${VAR}` and nothing else. */
export function isVariable(value: string): boolean {
  return /^\$\{[^}\s]+\}$/.test(value);
}
