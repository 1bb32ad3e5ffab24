/**
 * What bringing a stored configuration into today's shape has changed, by property; one that has gone is `undefined`.
 * Nothing where both are the same object.
 */
export function changedProperties(stored: object, current: object): Record<string, unknown> {
  const [before, after] = [stored as Record<string, unknown>, current as Record<string, unknown>];
  const names = before === after ? [] : new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...names].filter((name) => before[name] !== after[name]).map((name) => [name, after[name]]),
  );
}

/**
 * What a validator is to judge. Node-RED gives it what is stored, which may have the shape of an earlier release, or what
 * a field of the open form says, and that has today's shape.
 */
export function valueToJudge(property: string, value: unknown, stored: object, current: object): unknown {
  if (stored === current || value !== (stored as Record<string, unknown>)[property]) return value;
  return (current as Record<string, unknown>)[property];
}
