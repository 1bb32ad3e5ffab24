import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type NpmRun, startNpm } from './npm';

/** The fields of the package file that matter here. */
interface Manifest {
  name: string;
  version: string;
  bin: Record<string, string>;
  'node-red': { nodes: Record<string, string> };
}

/** The package is not built. */
export class NotBuilt extends Error {
  override readonly name = 'NotBuilt';
}

/** Reads the package file in a folder. */
export function readManifest(root: string): Manifest {
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
}

/** @throws NotBuilt if a file that the package file names is missing */
export function checkBuilt(root: string): void {
  const { bin, 'node-red': nodeRed } = readManifest(root);
  const missing = [...Object.values(nodeRed.nodes), ...Object.values(bin)].find(
    (file) => !existsSync(path.join(root, file)),
  );
  if (missing !== undefined) throw new NotBuilt(`${missing} is missing: run "npm run build" first`);
}

/** Where {@link pack} puts the package. */
export interface Packing extends Pick<NpmRun, 'child'> {
  tarball: Promise<string>;
}

/** Packs the built package as it would be published, without building it again. */
export function pack(root: string, target: string): Packing {
  const { child, output } = startNpm(
    ['pack', '--ignore-scripts', '--json', '--pack-destination', target],
    root,
  );
  return { child, tarball: output.then((text) => path.join(target, fileName(text))) };
}

function fileName(output: string): string {
  const [packed] = JSON.parse(output) as { filename: string }[];
  if (!packed) throw new Error('npm pack has packed nothing');
  return packed.filename;
}

/** Installs packed packages in a folder with a package file, as users of Node-RED do. */
export function install(tarballs: readonly string[], folder: string): NpmRun {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier'];
  return startNpm(['install', '--omit=dev', '--prefer-offline', ...quiet, ...tarballs], folder);
}
