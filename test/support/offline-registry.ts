/**
 * Preloaded into `node-red-dev` from its folder: answers its network requests. The public catalogue is empty,
 * so comparisons with it are left to the real one. The versions of Node-RED are those of this project's lock
 * files. The dependencies are the installed ones, and count as up to date.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The test's data, in the file that `OFFLINE_REGISTRY` names. */
export interface OfflineRegistry {
  /** `name@version` of every dependency. */
  installed: string[];
  /** The part of the registry's entry for `node-red` that is read. */
  nodeRed: { 'dist-tags': Record<string, string>; versions: Record<string, { engines: { node: string } }> };
}

const file = process.env.OFFLINE_REGISTRY ?? '';
const { installed, nodeRed } = JSON.parse(readFileSync(file, 'utf8')) as OfflineRegistry;
const required = createRequire(path.join(process.cwd(), 'node_modules', 'node-red-dev', 'package.json'));

const axios = required('axios') as { get: (url: string) => Promise<{ data: unknown }> };
axios.get = (url) => {
  const { hostname, pathname } = new URL(url);
  if (hostname.startsWith('catalogue.')) return Promise.resolve({ data: { modules: [] } });
  if (pathname === '/node-red') return Promise.resolve({ data: nodeRed });
  return Promise.reject(new Error(`Nobody expects ${url} to be asked for`));
};

const remoteLs = required('npm-remote-ls') as {
  ls: (name: string, version: string, flat: boolean, callback: (list: string[]) => void) => void;
};
remoteLs.ls = (_name, _version, _flat, callback) => {
  callback(installed);
};

const npmCheck = required.resolve('npm-check');
required(npmCheck);
const loaded = required.cache[npmCheck];
if (!loaded) throw new Error('npm-check is not loaded');
loaded.exports = () => Promise.resolve({ get: () => [] });
