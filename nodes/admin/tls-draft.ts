import { readFileSync } from 'node:fs';
import type { NodeAPI } from 'node-red';
import { problem } from '../glue/text';
import { substituteVariables } from '../glue/variables';
import { LiveViewError } from '../lib/errors';
import type { TlsOptions } from '../lib/socket/endpoint';
import type { TlsDraft } from './api';
import { runningNode } from './deployed';

type TlsSecrets = TlsDraft['credentials'];

/** What the deployed `tls-config` has stored under that id. */
export function storedTlsSecrets(RED: NodeAPI, draft: TlsDraft): TlsSecrets {
  return runningNode<TlsSecrets>(RED, draft.id, 'tls-config')?.credentials ?? {};
}

export function namesFiles({ cert, key, ca }: TlsDraft): boolean {
  return [cert, key, ca].some((path) => path !== undefined && path.trim() !== '');
}

/**
 * Reads what the core `tls-config` would read once it is deployed: files where one is named, else what was uploaded.
 *
 * @throws NodeFailure or LiveViewError `invalid-tls`
 */
export function readTlsDraft(RED: NodeAPI, given: TlsDraft): TlsOptions {
  const node = runningNode(RED, given.id, 'tls-config');
  const draft = substituteVariables(RED, node, given) as TlsDraft;
  const secrets = { ...storedTlsSecrets(RED, given), ...draft.credentials };
  const { cert, key, ca } = namesFiles(draft) ? readFiles(RED, draft) : uploaded(secrets);
  if ((cert === undefined) !== (key === undefined)) throw problem(RED, 'tls-incomplete');
  const options: TlsOptions = { rejectUnauthorized: draft.verifyservercert !== false };
  if (cert !== undefined) options.cert = cert;
  if (key !== undefined) options.key = key;
  if (ca !== undefined) options.ca = ca;
  if (secrets.passphrase) options.passphrase = secrets.passphrase;
  const servername = draft.servername?.trim();
  if (servername) options.servername = servername;
  const protocol = draft.alpnprotocol?.trim();
  if (protocol) options.ALPNProtocols = [protocol];
  return options;
}

interface Material {
  cert: string | Buffer | undefined;
  key: string | Buffer | undefined;
  ca: string | Buffer | undefined;
}

function uploaded({ certdata, keydata, cadata }: TlsSecrets): Material {
  return { cert: textOf(certdata), key: textOf(keydata), ca: textOf(cadata) };
}

function textOf(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function readFiles(RED: NodeAPI, { cert, key, ca }: TlsDraft): Material {
  const { tlsConfigDisableLocalFiles } = RED.settings as { tlsConfigDisableLocalFiles?: unknown };
  if (tlsConfigDisableLocalFiles === true) throw problem(RED, 'no-local-files');
  return { cert: readFile(cert), key: readFile(key), ca: readFile(ca) };
}

function readFile(path: string | undefined): Buffer | undefined {
  const name = path?.trim();
  if (!name) return undefined;
  try {
    return readFileSync(name);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new LiveViewError('invalid-tls', { reason: code ? `${name}: ${code}` : message }, { cause });
  }
}
