import type { NodeAPI } from 'node-red';
import { type ApplianceDraft, CONNECTION_PROPERTIES, type TlsDraft } from './api';
import { CREDENTIALS } from '../../lib/settings/connection';
import { isObject } from '../../lib/is-object';
import { malformed } from './http';

/**
 * Reads the shape of an appliance from a request. Its properties are checked later, like those of a deployed one.
 *
 * @throws Rejection 400 if the shape is wrong
 */
export function readDraft(RED: NodeAPI, value: unknown): ApplianceDraft {
  if (!isObject(value)) throw malformed(RED, 'appliance');
  const properties = Object.fromEntries(CONNECTION_PROPERTIES.map((name) => [name, value[name]]));
  return {
    id: readId(RED, value.id, 'appliance.id'),
    ...(properties as Record<(typeof CONNECTION_PROPERTIES)[number], unknown>),
    credentials: readTexts(RED, value.credentials, CREDENTIALS, 'appliance.credentials'),
    ...(value.tls === undefined ? {} : { tls: readTlsDraft(RED, value.tls) }),
  };
}

function readTlsDraft(RED: NodeAPI, value: unknown): string | TlsDraft {
  if (typeof value === 'string') return value;
  if (!isObject(value)) throw malformed(RED, 'appliance.tls');
  const { id, credentials, ...properties } = value;
  for (const [name, property] of Object.entries(properties)) {
    const expected = name === 'verifyservercert' ? 'boolean' : 'string';
    if (typeof property !== expected) throw malformed(RED, `appliance.tls.${name}`);
  }
  return {
    ...properties,
    id: readId(RED, id, 'appliance.tls.id'),
    credentials: readTexts(RED, credentials, undefined, 'appliance.tls.credentials'),
  };
}

function readId(RED: NodeAPI, value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw malformed(RED, field);
  return value;
}

/** @param names the allowed names; without them, any name is allowed */
function readTexts<K extends string>(
  RED: NodeAPI,
  value: unknown,
  names: readonly K[] | undefined,
  field: string,
): Partial<Record<K, string>> {
  if (!isObject(value)) throw malformed(RED, field);
  const texts: Partial<Record<K, string>> = {};
  for (const name of names ?? (Object.keys(value) as K[])) {
    const text = value[name];
    if (text === undefined) continue;
    if (typeof text !== 'string') throw malformed(RED, `${field}.${name}`);
    texts[name] = text;
  }
  return texts;
}
