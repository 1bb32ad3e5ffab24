import { checkBuilt, install, pack } from '../../scripts/demo/package';
import { ROOT } from './root';
import { temporaryDirectory } from './temporary';

const packed = new Map<string, Promise<string>>();

/** A package as it would be published, packed once for the whole run. */
function packedOnce(folder: string): Promise<string> {
  let tarball = packed.get(folder);
  if (tarball === undefined) {
    tarball = pack(folder, temporaryDirectory()).tarball;
    packed.set(folder, tarball);
  }
  return tarball;
}

/** This package: what is built. */
export function packedPackage(): Promise<string> {
  checkBuilt(ROOT);
  return packedOnce(ROOT);
}

/**
 * Installs the packed package into a folder that has a package file.
 *
 * @param more the folders of other packages that are to be packed and installed, too
 */
export async function installPacked(folder: string, more: readonly string[] = []): Promise<void> {
  const tarballs = await Promise.all([packedPackage(), ...more.map(packedOnce)]);
  await install(tarballs, folder).output;
}
