import { checkBuilt, install, pack } from '../../scripts/demo/package';
import { ROOT } from './root';
import { temporaryDirectory } from './temporary';

let packed: Promise<string> | undefined;

/** The package as it would be published: what is built, packed once for the whole run. */
export function packedPackage(): Promise<string> {
  packed ??= (() => {
    checkBuilt(ROOT);
    return pack(ROOT, temporaryDirectory()).tarball;
  })();
  return packed;
}

/** Installs the packed package into a folder that has a package file. */
export async function installPacked(folder: string): Promise<void> {
  await install(await packedPackage(), folder).output;
}
