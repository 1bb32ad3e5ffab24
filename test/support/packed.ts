import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkBuilt, install, pack } from '../../scripts/demo/package';
import { ROOT } from './root';
import { temporaryDirectory } from './temporary';

interface PackageFile {
  dependencies?: Record<string, string>;
}

let packed: Promise<string> | undefined;
let installed: Promise<string> | undefined;

/** The package as it would be published: what is built, packed once for the whole run. */
export function packedPackage(): Promise<string> {
  packed ??= (() => {
    checkBuilt(ROOT);
    return pack(ROOT, temporaryDirectory()).tarball;
  })();
  return packed;
}

/** Puts the packed package, as npm has installed it once for the whole run, into a folder that has a package file. */
export async function installPacked(folder: string): Promise<void> {
  installed ??= installOnce();
  const source = await installed;
  for (const name of ['node_modules', 'package-lock.json'])
    cpSync(path.join(source, name), path.join(folder, name), { recursive: true });
  addDependencies(folder, readPackageFile(source).dependencies);
}

/** Names further packages in a folder's package file: what Node-RED takes for installed by its user. */
export function addDependencies(folder: string, more: PackageFile['dependencies']): void {
  const manifest = readPackageFile(folder);
  manifest.dependencies = { ...manifest.dependencies, ...more };
  writePackageFile(folder, manifest);
}

async function installOnce(): Promise<string> {
  const folder = temporaryDirectory();
  writePackageFile(folder, {});
  await install(await packedPackage(), folder).output;
  return folder;
}

function readPackageFile(folder: string): PackageFile {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageFile;
}

function writePackageFile(folder: string, content: PackageFile): void {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(content, null, 2));
}
