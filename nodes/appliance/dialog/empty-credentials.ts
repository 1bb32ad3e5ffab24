interface Loaded {
  credentials?: Record<string, unknown> & { _?: Record<string, unknown> };
}

/**
 * Marks the missing credentials of a node as empty. Node-RED keeps nothing for them, and would take the form's empty
 * fields for a change. `_` is its copy of what the runtime has.
 */
export function noteEmptyCredentials(
  node: object,
  texts: readonly string[],
  passwords: readonly string[],
): void {
  const { credentials } = node as Loaded;
  for (const known of [credentials, credentials?._]) {
    if (known === undefined) continue;
    for (const name of texts) known[name] ??= '';
    for (const name of passwords) known[`has_${name}`] ??= false;
  }
}
