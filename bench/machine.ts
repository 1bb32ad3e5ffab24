import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

function versionOf(name: string): string {
  const manifest = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** The date, the machine and the versions that the figures are from. */
export function machine(): string {
  const all = cpus();
  return [
    new Date().toISOString().slice(0, 10),
    `${all.length} × ${all[0]?.model ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `${process.platform} ${process.arch}`,
    `Node.js ${process.versions.node}, Node-RED ${versionOf('node-red')}, ws ${versionOf('ws')}`,
  ].join('; ');
}
