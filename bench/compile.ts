import { rmSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';

const OUT = path.join(__dirname, 'dist');

/** Scripts of the processes, without their ending. */
const SCRIPTS = [
  'appliance/main',
  'contestants/bare',
  'contestants/library',
  'contestants/node-red',
  'single/alert',
  'single/alert-memory',
  'single/pieces',
  'single/reading',
  'single/start-up',
] as const;
export type Script = (typeof SCRIPTS)[number];

/** Compiles what runs in processes of its own, so that these have nothing in them but what is measured. */
export function compile(): void {
  rmSync(OUT, { recursive: true, force: true });
  buildSync({
    entryPoints: SCRIPTS.map((script) => path.join(__dirname, `${script}.ts`)),
    outdir: OUT,
    outbase: __dirname,
    bundle: true,
    packages: 'external',
    // `dist`, as it is shipped, and not a copy of it.
    external: ['#lib/*'],
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    logLevel: 'warning',
  });
}

export function scriptFile(script: Script): string {
  return path.join(OUT, `${script}.js`);
}
