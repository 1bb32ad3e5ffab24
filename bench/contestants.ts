import path from 'node:path';
import type { Form } from './contestants/flows';
import type { Start } from './contestants/meter';
import { type Script, scriptFile } from './compile';
import type { ContestantOrders } from './orders';
import { Worker } from './worker';

const ROOT = path.join(__dirname, '..');

/** What is compared; each in a process of its own. */
export interface Spec extends Pick<Start, 'name' | 'channels' | 'readers'> {
  /** For the table. */
  title: string;
  script: Script;
  nodes?: 'liveview' | 'core';
  /** One after the other for the liveview nodes. */
  forms?: readonly Form[];
  nodeOptions?: readonly string[];
  /** Of the bare one: it does not even parse. */
  receiveOnly?: boolean;
}

const ONE = { channels: 1, readers: 1 };
const TEN_ON_ONE = { channels: 1, readers: 10 };
const TEN_VIEWS = { channels: 10, readers: 1 };

export const LIMIT = {
  name: 'limit',
  title: '1 the limit: ws + JSON.parse',
  script: 'contestants/bare',
  ...ONE,
} as const;
/** What is left of the limit where nobody wants the updates. */
export const RECEIVER = {
  name: 'receiver',
  title: '1 ws alone: nothing is parsed',
  script: 'contestants/bare',
  receiveOnly: true,
  ...ONE,
} as const;
export const LIBRARY = {
  name: 'library',
  title: '2 client library',
  script: 'contestants/library',
  ...ONE,
} as const;
export const NODE = liveview('node', '3 liveview node', ONE);
export const TEN_NODES = liveview('ten-nodes', '4 ten liveview nodes, one view', TEN_ON_ONE);
export const TEN_VIEW_NODES = liveview('ten-views', '4 ten liveview nodes, ten views', TEN_VIEWS);
export const CORE = core('core', '5 websocket in + function', ONE);
export const TEN_CORE = core('ten-core', '5 ten websocket in + function', TEN_ON_ONE);

export function liveview(
  name: string,
  title: string,
  counts: typeof ONE,
  forms: readonly Form[] = [{}],
): Spec {
  return { name, title, script: 'contestants/node-red', nodes: 'liveview', forms, ...counts };
}

function core(name: string, title: string, counts: typeof ONE): Spec {
  return { name, title, script: 'contestants/node-red', nodes: 'core', ...counts };
}

export type Contestant = Worker<ContestantOrders>;

/** Starts a contestant; resolves when each of its readers has had an update. */
export async function startContestant(
  spec: Spec,
  ports: Pick<Start, 'viewPort' | 'acknowledgements'>,
): Promise<Contestant> {
  const { script, nodeOptions, ...start } = spec;
  const worker = new Worker<ContestantOrders>(
    spec.name,
    scriptFile(script),
    [JSON.stringify({ ...start, ...ports, packageRoot: ROOT })],
    // Ten of Node-RED's own nodes on one client make Node.js warn of their listeners.
    ['--no-warnings', '--expose-gc', ...(nodeOptions ?? [])],
  );
  await worker.ready();
  return worker;
}
