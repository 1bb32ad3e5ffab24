import type { NodeAPI } from 'node-red';
import { type ApplianceDraft, CONNECTION_PROPERTIES, type TlsDraft } from './api';
import { isObject, malformed } from './http';

const SECRETS = ['username', 'password', 'token'] as const;
const TLS_TEXTS = ['cert', 'key', 'ca', 'servername', 'alpnprotocol'] as const;
const TLS_SECRETS = ['certdata', 'keydata', 'cadata', 'passphrase'] as const;

/**
 * An appliance as a request has it. Its properties are read later, as those of a deployed one are.
 *
 * @throws Rejection 400 where its shape is wrong
 */
export function readDraft(RED: NodeAPI, value: unknown): ApplianceDraft {
  if (!isObject(value)) throw malformed(RED, 'appliance');
  const properties = Object.fromEntries(CONNECTION_PROPERTIES.map((name) => [name, value[name]]));
  return {
    id: readId(RED, value.id, 'appliance.id'),
    ...(properties as Record<(typeof CONNECTION_PROPERTIES)[number], unknown>),
    credentials: readTexts(RED, value.credentials, SECRETS, 'appliance.credentials'),
    ...(value.tls === undefined ? {} : { tls: readTlsDraft(RED, value.tls) }),
  };
}

function readTlsDraft(RED: NodeAPI, value: unknown): string | TlsDraft {
  if (typeof value === 'string') return value;
  if (!isObject(value)) throw malformed(RED, 'appliance.tls');
  const { verifyservercert } = value;
  if (verifyservercert !== undefined && typeof verifyservercert !== 'boolean') {
    throw malformed(RED, 'appliance.tls.verifyservercert');
  }
  return {
    id: readId(RED, value.id, 'appliance.tls.id'),
    ...readTexts(RED, value, TLS_TEXTS, 'appliance.tls'),
    ...(verifyservercert === undefined ? {} : { verifyservercert }),
    credentials: readTexts(RED, value.credentials, TLS_SECRETS, 'appliance.tls.credentials'),
  };
}

function readId(RED: NodeAPI, value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw malformed(RED, field);
  return value;
}

function readTexts<K extends string>(
  RED: NodeAPI,
  value: unknown,
  names: readonly K[],
  field: string,
): Partial<Record<K, string>> {
  if (!isObject(value)) throw malformed(RED, field);
  const texts: Partial<Record<K, string>> = {};
  for (const name of names) {
    const text = value[name];
    if (text === undefined) continue;
    if (typeof text !== 'string') throw malformed(RED, `${field}.${name}`);
    texts[name] = text;
  }
  return texts;
}
