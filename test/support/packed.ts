import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkBuilt, install, pack } from '../../scripts/demo/package';
import { ROOT } from './root';
import { temporaryDirectory } from './temporary';

interface PackageFile {
  dependencies?: Record<string, string>;
}

const packed = new Map<string, Promise<string>>();
let installed: Promise<string> | undefined;

/** A package as npm would publish it, packed once per test run. */
function packedOnce(folder: string): Promise<string> {
  let tarball = packed.get(folder);
  if (tarball === undefined) {
    tarball = pack(folder, temporaryDirectory()).tarball;
    packed.set(folder, tarball);
  }
  return tarball;
}

/** This package, from the build. */
export function packedPackage(): Promise<string> {
  checkBuilt(ROOT);
  return packedOnce(ROOT);
}

/**
 * Puts the packed package, which npm has installed once per test run, into a folder that has a package file.
 *
 * @param more folders of other packages to pack and install as well
 */
export async function installPacked(folder: string, more: readonly string[] = []): Promise<void> {
  installed ??= installOnce();
  const source = await installed;
  for (const name of ['node_modules', 'package-lock.json'])
    cpSync(path.join(source, name), path.join(folder, name), { recursive: true });
  addDependencies(folder, readPackageFile(source).dependencies);
  if (more.length > 0) await install(await Promise.all(more.map(packedOnce)), folder).output;
}

/** Adds packages to a folder's package file, so that Node-RED counts them as installed by its user. */
export function addDependencies(folder: string, more: PackageFile['dependencies']): void {
  const manifest = readPackageFile(folder);
  manifest.dependencies = { ...manifest.dependencies, ...more };
  writePackageFile(folder, manifest);
}

async function installOnce(): Promise<string> {
  const folder = temporaryDirectory();
  writePackageFile(folder, {});
  await install([await packedPackage()], folder).output;
  return folder;
}

function readPackageFile(folder: string): PackageFile {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageFile;
}

function writePackageFile(folder: string, content: PackageFile): void {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(content, null, 2));
}
