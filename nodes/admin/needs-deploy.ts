import { isDeepStrictEqual } from 'node:util';
import type { NodeAPI } from 'node-red';
import type { ApplianceNode } from '../runtime/appliance';
import { type ApplianceCredentials, readUrl, type TlsConfigNode } from '../runtime/appliance-settings';
import { isObject } from '../../lib/is-object';
import { HEADER_SECRETS } from '../../lib/settings/headers';
import { definitionOf } from '../runtime/definition';
import { hasVariables, substituteVariables } from '../runtime/variables';
import type { ApplianceDraft, TlsDraft } from './api';
import { runningNode } from './deployed';
import { storedTlsSecrets } from './tls-draft';

/**
 * Users who may deploy can send any secret, variable or file anywhere. Other users may try out appliances, but must not
 * get at what the runtime keeps to itself. So without the permission to deploy, a secret may only go where the running
 * flows already send it: the same secret of the same node, to the same host, with the same checks. `docs/limits.md`
 * shows this as a table.
 */
export const DEPLOY = 'flows.write';

type CredentialName = keyof ApplianceCredentials;

const APPLIANCE = 'activelogic-appliance';

export function needsDeploy(RED: NodeAPI, draft: ApplianceDraft): boolean {
  return (
    sendsStored(RED, draft) ||
    usesVariables(RED, draft) ||
    presentsIdentity(RED, draft) ||
    hasLockedKey(draft)
  );
}

/**
 * The same check for a view. Its variables reach the appliance and come back in names and errors.
 *
 * @param node the liveview node that has the view
 * @param target where the view goes
 */
export function viewNeedsDeploy(
  RED: NodeAPI,
  view: Record<string, unknown>,
  node: string | undefined,
  target: ApplianceDraft | string,
): boolean {
  if (!hasVariables(view)) return false;
  const deployed = runningDefinition(RED, node, 'activelogic-liveview');
  const id = typeof target === 'string' ? target : target.id;
  if (deployed?.appliance !== id) return true;
  if (typeof target !== 'string' && !hasSameDestination(RED, target)) return true;
  return !areDeployed(view, deployed);
}

/**
 * The same check for an alert's rule. Its variables come back in errors, and the number of items beyond a threshold
 * gives the threshold away.
 *
 * @param alert the alert node that has the rule
 */
export function ruleNeedsDeploy(
  RED: NodeAPI,
  rule: Record<string, unknown> | undefined,
  alert: string | undefined,
): boolean {
  if (!hasVariables(rule)) return false;
  return !areDeployed(rule ?? {}, runningDefinition(RED, alert, 'activelogic-alert') ?? {});
}

/** Whether every entry with a variable is exactly as deployed. */
function areDeployed(given: Record<string, unknown>, deployed: Record<string, unknown>): boolean {
  return Object.entries(given).every(([property, value]) => {
    const known = asList(deployed[property]);
    return asList(value).every(
      (entry) => !hasVariables(entry) || known.some((each) => isDeepStrictEqual(each, entry)),
    );
  });
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** The flow's definition of a running node, if it has this type. Properties of other types mean something else. */
function runningDefinition(
  RED: NodeAPI,
  id: string | undefined,
  type: string,
): Record<string, unknown> | undefined {
  return id !== undefined && runningNode(RED, id, type) ? definitionOf(RED, id) : undefined;
}

function sendsStored(RED: NodeAPI, draft: ApplianceDraft): boolean {
  const node = runningNode<ApplianceCredentials>(RED, draft.id, APPLIANCE);
  if (!node) return false;
  const isStored = (name: CredentialName): boolean =>
    draft.credentials[name] === undefined && Boolean(node.credentials[name]);
  const headers = headersOf(draft.headers).filter((header) => {
    const secret = HEADER_SECRETS.find((name) => name === substituteVariables(RED, node, secretOf(header)));
    return secret !== undefined && isStored(secret);
  });
  const deployed = definitionOf(RED, draft.id);
  if (!headers.every((header) => hasHeader(deployed, header))) return true;
  const stored = secretsOf(substituteVariables(RED, node, draft.auth)).some(isStored);
  return (stored || headers.length > 0) && !hasSameDestination(RED, draft);
}

function headersOf(headers: unknown): readonly unknown[] {
  return Array.isArray(headers) ? headers : [];
}

function secretOf(header: unknown): unknown {
  return isObject(header) ? header.secret : undefined;
}

/** Whether the flows give the appliance exactly this header. */
function hasHeader(deployed: Record<string, unknown> | undefined, header: unknown): boolean {
  return headersOf(deployed?.headers).some((each) => isDeepStrictEqual(each, header));
}

/** The credentials that a way of authentication sends. An unknown way makes no endpoint, so it sends none. */
function secretsOf(auth: unknown): readonly CredentialName[] {
  if (auth === 'basic') return ['username', 'password'];
  return auth === 'bearer' ? ['token'] : [];
}

/** Whether a draft leads to the same host as the deployed appliance with its id, with the same TLS settings. */
function hasSameDestination(RED: NodeAPI, draft: ApplianceDraft): boolean {
  const node = runningNode(RED, draft.id, APPLIANCE) as ApplianceNode | undefined;
  const origin = originOf(RED, draft);
  // No connection is made for an invalid URL.
  if (origin === undefined) return true;
  if (origin !== node?.origin) return false;
  return origin.startsWith('ws:') || (draft.tls ?? '') === (definitionOf(RED, draft.id)?.tls ?? '');
}

function originOf(RED: NodeAPI, { id, url }: ApplianceDraft): string | undefined {
  const node = runningNode(RED, id, APPLIANCE);
  let parsed: URL;
  try {
    parsed = new URL(readUrl(RED, node, { url: substituteVariables(RED, node, url) }));
  } catch {
    // Building the endpoint reports what is wrong with the URL.
    return undefined;
  }
  return ['ws:', 'wss:'].includes(parsed.protocol) ? parsed.origin : undefined;
}

function usesVariables(RED: NodeAPI, draft: ApplianceDraft): boolean {
  const { id, credentials, tls, headers, ...properties } = draft;
  if (hasVariables([credentials, tls])) return true;
  const deployed = runningDefinition(RED, id, APPLIANCE);
  if (Object.entries(properties).some(([name, value]) => hasVariables(value) && value !== deployed?.[name]))
    return true;
  if (!Array.isArray(headers) && hasVariables(headers)) return true;
  const open = headersOf(headers).filter(hasVariables);
  if (!open.every((header) => hasHeader(deployed, header))) return true;
  // The other variables stay in this process.
  return (hasVariables(properties.url) || open.length > 0) && !hasSameDestination(RED, draft);
}

/** Whether the draft presents a certificate, key or passphrase that is stored, or comes from a file or a variable. */
function presentsIdentity(RED: NodeAPI, draft: ApplianceDraft): boolean {
  const { tls } = draft;
  if (typeof tls === 'object') return !isTyped(tls) || usesStoredIdentity(RED, tls);
  const node = runningNode(RED, tls, 'tls-config') as TlsConfigNode | undefined;
  const origin = originOf(RED, draft);
  if (!node || !origin?.startsWith('wss:') || !hasIdentity(node)) return false;
  return !presentedTo(RED, node.id).has(origin);
}

const NO_IDENTITY: ReadonlySet<string> = new Set(['ca', 'servername', 'ALPNProtocols', 'rejectUnauthorized']);

/** Any option that is not known to be harmless counts: a later Node-RED may have new ways to identify itself. */
function hasIdentity(node: TlsConfigNode): boolean {
  return Object.keys(node.addTLSOptions({})).some((name) => !NO_IDENTITY.has(name));
}

/** The hosts to which running appliances present this `tls-config`. */
function presentedTo(RED: NodeAPI, tls: string): Set<string | undefined> {
  const origins = new Set<string | undefined>();
  RED.nodes.eachNode(({ id, type, ...definition }) => {
    if (type !== APPLIANCE || (definition as { tls?: unknown }).tls !== tls) return;
    origins.add((runningNode(RED, id, APPLIANCE) as ApplianceNode | undefined)?.origin);
  });
  return origins;
}

/** Whether the draft sends only its typed credentials: no other property names a file or a variable. */
function isTyped(draft: TlsDraft): boolean {
  return Object.entries(draft).every(([name, value]) => HARMLESS.has(name) || isEmpty(value));
}

/** The properties of a `tls-config` that neither hold nor name a secret. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['id', 'name', 'credentials', 'certType', 'certname', 'keyname', 'caname', 'p12name'],
  ...['verifyservercert', 'servername', 'alpnprotocol'],
]);

/** The credentials of a `tls-config` that are PEM, or no key at all. */
const PEM: ReadonlySet<string> = new Set(['certdata', 'keydata', 'cadata', 'passphrase']);

/**
 * Whether the draft has a key that must be decrypted, as in PKCS #12. The key itself says how much work that is: up to
 * an hour, in which Node-RED does nothing else.
 */
function hasLockedKey({ tls }: ApplianceDraft): boolean {
  if (typeof tls !== 'object') return false;
  return Object.entries(tls.credentials).some(
    ([name, value]) => !isEmpty(value) && (!PEM.has(name) || value?.includes('ENCRYPTED')),
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

function usesStoredIdentity(RED: NodeAPI, draft: TlsDraft): boolean {
  return Object.entries(storedTlsSecrets(RED, draft)).some(
    ([name, value]) => name !== 'cadata' && value && draft.credentials[name] === undefined,
  );
}
