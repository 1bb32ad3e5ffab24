import { type ApplianceDraft, CONNECTION_PROPERTIES, type TlsDraft } from '../../admin/api';
import { fieldText } from '../widgets/fields';

/** A config node as the editor holds it: properties, and credentials once a form has loaded or changed them. */
interface ConfigNode {
  id: string;
  type: string;
  /** It differs from what is deployed, or is not deployed at all. */
  changed?: boolean;
  /** It is disabled. */
  d?: boolean;
  /** The flow or subflow that it belongs to, if it is not for all. */
  z?: string;
  credentials?: Record<string, unknown>;
  [property: string]: unknown;
}

/** What Node-RED shows in place of a stored password. */
const STORED_PASSWORD = '__PWRD__';

const FORM = 'node-config-input';

function configNode(id: string, type: string): ConfigNode | undefined {
  const node = RED.nodes.node(id) as ConfigNode | null | undefined;
  return node?.type === type ? node : undefined;
}

/** Whether the runtime has the appliance, and what it needs, as the editor has it. */
export function isDeployed(id: string): boolean {
  const appliance = configNode(id, 'activelogic-appliance');
  if (!appliance || appliance.changed === true || !isRunning(appliance)) return false;
  const tls = typeof appliance.tls === 'string' ? configNode(appliance.tls, 'tls-config') : undefined;
  return tls?.changed !== true;
}

/** Whether the runtime makes a node of it under its own id: not of one that is disabled or belongs to a subflow. */
function isRunning({ d, z }: ConfigNode): boolean {
  if (d === true) return false;
  if (z === undefined || z === '') return true;
  const flow = RED.nodes.workspace(z);
  return flow !== undefined && flow !== null && flow.disabled !== true;
}

/** A configured appliance with whatever of it is not deployed yet; nothing where there is none of this id. */
export function draftOf(id: string): ApplianceDraft | undefined {
  const node = configNode(id, 'activelogic-appliance');
  if (!node) return undefined;
  return {
    id,
    ...pick(CONNECTION_PROPERTIES, (property) => node[property]),
    credentials: typed(node.credentials, ['username', 'password', 'token']),
    ...tlsOf(node.tls),
  };
}

/** The appliance in the open form, as it is filled in now. */
export function draftOfForm(id: string): ApplianceDraft {
  const field = (property: string): string => fieldText($(`#${FORM}-${property}`));
  return {
    id,
    ...pick(CONNECTION_PROPERTIES, field),
    credentials: typed(pick(['username', 'password', 'token'] as const, field), [
      'username',
      'password',
      'token',
    ]),
    ...tlsOf(field('tls')),
  };
}

function tlsOf(id: unknown): { tls?: string | TlsDraft } {
  // Where nothing is selected the field says so in a word of its own.
  const node = typeof id === 'string' ? configNode(id, 'tls-config') : undefined;
  if (!node) return typeof id === 'string' && id !== '' && id !== '_ADD_' ? { tls: id } : {};
  if (node.changed !== true) return { tls: node.id };
  const texts = ['cert', 'key', 'ca', 'servername', 'alpnprotocol'] as const;
  return {
    tls: {
      id: node.id,
      ...typed(node, texts),
      verifyservercert: node.verifyservercert !== false,
      credentials: typed(node.credentials, ['certdata', 'keydata', 'cadata', 'passphrase']),
    },
  };
}

/** The texts that somebody has typed; a stored password is known to the runtime only. */
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
