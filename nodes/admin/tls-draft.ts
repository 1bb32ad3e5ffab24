import type { Node, NodeAPI } from 'node-red';
import type { TlsConfigNode } from '../runtime/appliance-settings';
import { problem } from '../runtime/text';
import { substituteVariables } from '../runtime/variables';
import { LiveViewError } from '../../lib/errors';
import type { TlsOptions } from '../../lib/socket/endpoint-options';
import type { TlsDraft } from './api';
import { runningNode } from './deployed';

type TlsSecrets = TlsDraft['credentials'];

/** The secrets that the deployed `tls-config` with this id has stored. */
export function storedTlsSecrets(RED: NodeAPI, draft: TlsDraft): TlsSecrets {
  return runningNode<TlsSecrets>(RED, draft.id, 'tls-config')?.credentials ?? {};
}

/** The properties that are file paths. */
const PATHS = ['cert', 'key', 'ca', 'p12'];

/**
 * The TLS options that the core `tls-config` would yield after a deploy, for every kind of certificate that it knows.
 * Node-RED's own code builds a node that is in no flow.
 *
 * @throws NodeFailure or LiveViewError `invalid-tls`
 */
export function readTlsDraft(RED: NodeAPI, given: TlsDraft): TlsOptions {
  const running = runningNode(RED, given.id, 'tls-config');
  const draft = substituteVariables(RED, running, given) as TlsDraft;
  const { tlsConfigDisableLocalFiles } = RED.settings as { tlsConfigDisableLocalFiles?: unknown };
  if (
    tlsConfigDisableLocalFiles === true &&
    PATHS.some((name) => typeof draft[name] === 'string' && draft[name].trim() !== '')
  )
    throw problem(RED, 'no-local-files');
  const secrets = { ...storedTlsSecrets(RED, given), ...draft.credentials };
  // The core code expects these, which its form always sets.
  const properties = { cert: '', key: '', ca: '', ...draft };
  let broken: string | undefined;
  const TlsConfig = tlsConfigType(RED, (node) => {
    const scope = running && { z: running.z, _flow: (running as { _flow?: unknown })._flow };
    Object.assign(node, scope, { credentials: secrets, error: (said: unknown) => (broken = String(said)) });
  });
  try {
    const node = new TlsConfig(properties);
    if (node.valid) return node.addTLSOptions({});
  } catch (cause) {
    throw new LiveViewError('invalid-tls', { reason: (cause as Error).message }, { cause });
  }
  if (broken === undefined || broken === INCOMPLETE) throw problem(RED, 'tls-incomplete');
  throw new LiveViewError('invalid-tls', { reason: broken });
}

/** The untranslated message of `tls-config` about a certificate without its key. */
const INCOMPLETE = 'tls.error.missing-file';

type TlsConfigType = new (properties: object) => TlsConfigNode;

/**
 * The constructor of `tls-config`. Node-RED does not hand it out, so load its module again with a runtime that only
 * catches the registration.
 */
function tlsConfigType(RED: NodeAPI, createNode: (node: Node, properties: object) => void): TlsConfigType {
  const loaded = Object.values(require.cache).find((each) =>
    /[/\\]core[/\\]network[/\\]05-tls\.js$/.test(each?.filename ?? ''),
  );
  if (!loaded) throw problem(RED, 'no-tls');
  let type: TlsConfigType | undefined;
  const registerType = (_name: string, constructor: TlsConfigType): void => void (type = constructor);
  (loaded.exports as (RED: object) => void)({
    nodes: { createNode, registerType },
    util: RED.util,
    _: (key: string) => key,
  });
  if (!type) throw problem(RED, 'no-tls');
  return type;
}
