import { type ApplianceDraft, CONNECTION_PROPERTIES, type TlsDraft } from '../../admin/api';
import { CREDENTIALS } from '../../../lib/settings/connection';
import { fieldText } from '../widgets/fields';

/** A config node as the editor holds it. It has credentials once a form has loaded or changed them. */
interface ConfigNode {
  id: string;
  type: string;
  /** It differs from what is deployed, or is not deployed. */
  changed?: boolean;
  /** It is disabled. */
  d?: boolean;
  /** The flow or subflow that it belongs to; undefined for a global one. */
  z?: string;
  credentials?: Record<string, unknown>;
  /** Its registered type. */
  _def?: { defaults?: object; credentials?: object };
  [property: string]: unknown;
}

/** What Node-RED shows in place of a stored password. */
const STORED_PASSWORD = '__PWRD__';

const FORM = 'node-config-input';

function configNode(id: string, type: string): ConfigNode | undefined {
  const node = RED.nodes.node(id) as ConfigNode | null | undefined;
  return node?.type === type ? node : undefined;
}

/** Whether the appliance and its TLS node are deployed as the editor has them. */
export function isDeployed(id: string): boolean {
  const appliance = configNode(id, 'activelogic-appliance');
  if (!appliance || appliance.changed === true || !isRunning(appliance)) return false;
  const tls = typeof appliance.tls === 'string' ? configNode(appliance.tls, 'tls-config') : undefined;
  return tls?.changed !== true;
}

/**
 * Whether the runtime creates the node under its own id. It does not if the node is disabled or belongs to a subflow.
 */
function isRunning({ d, z }: ConfigNode): boolean {
  if (d === true) return false;
  if (z === undefined || z === '') return true;
  const flow = RED.nodes.workspace(z);
  return flow !== undefined && flow !== null && flow.disabled !== true;
}

/** A configured appliance with everything that is not deployed yet; nothing if there is no such appliance. */
export function draftOf(id: string): ApplianceDraft | undefined {
  const node = configNode(id, 'activelogic-appliance');
  if (!node) return undefined;
  return {
    id,
    ...pick(CONNECTION_PROPERTIES, (property) => node[property]),
    credentials: typed(node.credentials, CREDENTIALS),
    ...tlsOf(node.tls),
  };
}

/**
 * The appliance as its open form has it.
 *
 * @param headers as the form would store them, because no single field holds them
 */
export function draftOfForm(id: string, headers: unknown): ApplianceDraft {
  const field = (property: string): string => fieldText($(`#${FORM}-${property}`));
  return {
    id,
    ...pick(CONNECTION_PROPERTIES, field),
    headers,
    credentials: typed(pick(CREDENTIALS, field), CREDENTIALS),
    ...tlsOf(field('tls')),
  };
}

function tlsOf(id: unknown): { tls?: string | TlsDraft } {
  // An empty selection has a value of its own, `_ADD_`.
  const node = typeof id === 'string' ? configNode(id, 'tls-config') : undefined;
  if (!node) return typeof id === 'string' && id !== '' && id !== '_ADD_' ? { tls: id } : {};
  if (node.changed !== true) return { tls: node.id };
  // Take the properties from Node-RED's definition: later releases may have more kinds of certificates.
  const { defaults = {}, credentials = {} } = node._def ?? {};
  return {
    tls: {
      ...typed(node, Object.keys(defaults)),
      id: node.id,
      verifyservercert: node.verifyservercert !== false,
      credentials: typed(node.credentials, Object.keys(credentials)),
    },
  };
}

/** The texts that the user typed. Only the runtime knows a stored password. */
function typed<K extends string>(
  values: Readonly<Record<string, unknown>> | undefined,
  names: readonly K[],
): Partial<Record<K, string>> {
  const texts: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = values?.[name];
    if (typeof value === 'string' && value !== STORED_PASSWORD) texts[name] = value;
  }
  return texts;
}

function pick<K extends string, V>(names: readonly K[], read: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<K, V>;
}
