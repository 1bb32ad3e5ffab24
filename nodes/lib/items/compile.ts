/** The most keys that a function is compiled for: far more than a view has, and still done in a few ms. */
const MOST_COMPILED = 1000;

/**
 * Whether to compile a function for just these keys, or to loop over them. A frame may be within its limit and have
 * millions of columns. To compile those would take minutes and gigabytes.
 */
export function isCompilable(keys: readonly string[]): boolean {
  return keys.length <= MOST_COMPILED;
}

/**
 * A key as it stands in compiled code. Quoted as JSON, none can be read as code, and the frame guards refuse
 * `__proto__`, the one key with a meaning of its own in a literal.
 */
export function quote(key: string): string {
  return JSON.stringify(key);
}

/** A function of these parameters. Whatever comes from elsewhere must be in its body only as {@link quote} makes it. */
export function compile(parameters: readonly string[], body: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
  return new Function(...parameters, body);
}
