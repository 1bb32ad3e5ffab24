import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { HOST } from './ports';

/** Something that Node-RED has in its flow file. */
export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** What makes one user directory different from another. */
export interface UserDirectory {
  port: number;
  /** A node may have `credentials`, as one that is deployed. */
  flows: readonly FlowNode[];
  /** What Node-RED prints: what goes wrong, or what happens, too. */
  logLevel: 'warn' | 'info';
  /** Settings of Node-RED beside the usual ones. */
  settings?: object;
}

/** Puts into a user directory what Node-RED needs there beside the packages: its package file, settings and flows. */
export function writeUserDirectory(
  folder: string,
  { port, flows, logLevel, settings: more }: UserDirectory,
): void {
  const manifest = {
    name: 'node-red-project',
    description: 'A Node-RED project',
    version: '0.0.1',
    private: true,
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const withoutCredentials = flows.map((node) => ({ ...node, credentials: undefined }));
  writeFileSync(path.join(folder, 'flows.json'), JSON.stringify(withoutCredentials, null, 2));
  writeFileSync(path.join(folder, 'flows_cred.json'), JSON.stringify(credentialsOf(flows)));
  writeFileSync(
    path.join(folder, 'settings.js'),
    `module.exports = ${JSON.stringify({ ...settings(port, logLevel), ...more }, null, 2)};\n`,
  );
}

/** Never leaves the machine: what it protects goes with the directory. */
const CREDENTIAL_SECRET = 'a secret for a directory that does not last';

/** Node-RED's file of credentials, also of none: where there is no file, it warns of one that is not encrypted. */
function credentialsOf(flows: readonly FlowNode[]): object {
  const byNode = Object.fromEntries(
    flows.flatMap(({ id, credentials }) => (credentials === undefined ? [] : [[id, credentials]])),
  );
  const key = createHash('sha256').update(CREDENTIAL_SECRET).digest();
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', key, iv);
  const encrypted = cipher.update(JSON.stringify(byNode), 'utf8', 'base64') + cipher.final('base64');
  return { $: iv.toString('hex') + encrypted };
}

/** Quiet ones: nothing asks, and nothing is looked up on the network. */
function settings(port: number, logLevel: string): object {
  return {
    uiHost: HOST,
    uiPort: port,
    flowFile: 'flows.json',
    credentialSecret: CREDENTIAL_SECRET,
    telemetry: { enabled: false, updateNotification: false },
    // An empty list of catalogues, so that the editor does not look for updates of the palette.
    editorTheme: { tours: false, projects: {}, palette: { catalogues: [] } },
    logging: { console: { level: logLevel, metrics: false, audit: false } },
  };
}

/** The command line of a Node-RED, without that of Node.js. */
export function nodeRedArguments(script: string, folder: string): string[] {
  return [script, '--userDir', folder, '--settings', path.join(folder, 'settings.js')];
}

/** The start script of the Node-RED among this package's development dependencies. */
export function ownNodeRed(): string {
  return path.join(path.dirname(require.resolve('node-red/package.json')), 'red.js');
}

/** Where the editor is. */
export function editorUrl(port: number): string {
  return `http://${HOST}:${port}/`;
}

/** Where the page of the example `live-dashboard` is. */
export function dashboardUrl(port: number): string {
  return `${editorUrl(port)}dashboard/live`;
}
