/**
 * Preloaded into `node-red-dev`, from its folder: answers what it asks the network for. The public catalogue has
 * nothing in it, so what is compared with it is left to the real one; the versions of Node-RED are those of this
 * project's lock files; the dependencies are those that the package was installed with, and count as up to date.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** What the test knows, in the file that the variable `OFFLINE_REGISTRY` names. */
export interface OfflineRegistry {
  /** `name@version`, of every dependency. */
  installed: string[];
  /** What the registry says of `node-red`, as far as it is read. */
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
