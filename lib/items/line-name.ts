/* eslint-disable no-control-regex -- names come from the network, with any character in them */

/**
 * Characters that InfluxDB's line protocol cannot carry in a name, even if a writer escapes the rest: `\`, because it
 * would escape the next character, control characters and half surrogates. Also `%` where it would look like one of
 * these.
 */
const UNFIT = /[\0-\x1f\x7f\\]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const AMBIGUOUS = /%(?=[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})/g;
const ANY = /[%\0-\x1f\x7f\\\ud800-\udfff]/;

/**
 * Makes a name safe as a tag, a tag's key or a field's key. It uses percent-encoding as in a URL (`%5C` for `\`),
 * only where needed. Different names stay different. An empty name becomes `%`, because InfluxDB has no empty names.
 */
export function lineName(name: string): string {
  if (name === '') return '%';
  if (name === '%') return '%25';
  if (!ANY.test(name)) return name;
  return name.replace(AMBIGUOUS, '%25').replace(UNFIT, encode);
}

function encode(unfit: string): string {
  const code = unfit.charCodeAt(0).toString(16).toUpperCase();
  return unfit >= '\ud800' ? `%u${code}` : `%${code.padStart(2, '0')}`;
}
