import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { HOST } from './ports';

/** An entry of Node-RED's flow file. */
export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** What differs between user directories. */
export interface UserDirectory {
  port: number;
  /** A node may have `credentials`, like a deployed one. */
  flows: readonly FlowNode[];
  /** What Node-RED prints: only problems, or events as well. */
  logLevel: 'warn' | 'info';
  /** Settings of Node-RED beyond the usual ones. */
  settings?: object;
}

/** Writes Node-RED's own files into a user directory: package file, settings and flows. */
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

/** It never leaves the machine, and is deleted with the directory. */
const CREDENTIAL_SECRET = 'a secret for a directory that does not last';

/**
 * Node-RED's file of credentials. It is needed even without any: if it is missing, Node-RED warns that it is not
 * encrypted.
 */
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

/** Quiet settings: Node-RED asks no questions, and looks up nothing on the network. */
function settings(port: number, logLevel: string): object {
  return {
    uiHost: HOST,
    uiPort: port,
    flowFile: 'flows.json',
    credentialSecret: CREDENTIAL_SECRET,
    telemetry: { enabled: false, updateNotification: false },
    // Without catalogues, the editor does not look for updates of the palette.
    editorTheme: { tours: false, projects: {}, palette: { catalogues: [] } },
    logging: { console: { level: logLevel, metrics: false, audit: false } },
  };
}

/** The arguments of a Node-RED, without those of Node.js. */
export function nodeRedArguments(script: string, folder: string): string[] {
  return [script, '--userDir', folder, '--settings', path.join(folder, 'settings.js')];
}

/** The start script of Node-RED, one of this package's development dependencies. */
export function ownNodeRed(): string {
  return path.join(path.dirname(require.resolve('node-red/package.json')), 'red.js');
}

/** The editor's URL. */
export function editorUrl(port: number): string {
  return `http://${HOST}:${port}/`;
}

/** The URL of the example `live-dashboard`. */
export function dashboardUrl(port: number): string {
  return `${editorUrl(port)}dashboard/live`;
}
