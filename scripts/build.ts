/** Builds `dist/` from nothing: what it leaves out is not shipped. Any failure ends it with a non-zero exit code. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync, transformSync } from 'esbuild';

const root = path.join(__dirname, '..');
const dist = path.join(root, 'dist');

/** What the package file names: the sets, which Node-RED loads, and the commands. */
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
  bin: Record<string, string>;
};

function compile(): void {
  const tsc = require.resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '--build', 'tsconfig.commands.json'], {
    cwd: root,
    stdio: 'inherit',
  });
}

/**
 * What runs needs no comments, no white space and no long names: without them the package is a sixth smaller. The comments are
 * in the sources, and in the declarations for whoever uses the library.
 */
function minify(): void {
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue;
    const file = path.join(dist, name);
    const { code } = transformSync(readFileSync(file, 'utf8'), {
      minify: true,
      legalComments: 'none',
      charset: 'utf8',
      target: 'node18.5',
    });
    writeFileSync(file, code);
  }
}

/** A set's HTML: the dialog's script and its template. Node-RED's tools look for the literal call of `registerType` in it. */
function buildEditor(set: string): void {
  const bundle = buildSync({
    entryPoints: [path.join(root, 'nodes', 'editor', `${set}.ts`)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    minify: true,
    logLevel: 'warning',
  });
  const [output] = bundle.outputFiles;
  if (!output) throw new Error(`nodes/editor/${set}.ts made no bundle`);
  const script = output.text.replaceAll('</script', '<\\/script');
  const template = withoutIndents(readFileSync(path.join(root, 'nodes', `${set}.html`), 'utf8'));
  writeFileSync(
    path.join(dist, `${set}.html`),
    `<script type="text/javascript">\n${script}</script>\n\n${template}`,
  );
}

function copyFolder(name: string): void {
  const source = path.join(root, name);
  if (!existsSync(source) || readdirSync(source).length === 0) throw new Error(`${name}/ is empty`);
  cpSync(source, path.join(dist, name), { recursive: true });
}

/** Catalogues and help without white space that nobody sees. */
function minifyLocales(): void {
  const locales = path.join(dist, 'locales');
  for (const name of readdirSync(locales, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(locales, name);
    if (name.endsWith('.json')) writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))));
    else if (name.endsWith('.html')) writeFileSync(file, withoutIndents(readFileSync(file, 'utf8')));
  }
}

function withoutIndents(html: string): string {
  if (/<(pre|textarea)\b/.test(html)) throw new Error('white space is shown here');
  return html.replace(/^ +/gm, '');
}

rmSync(dist, { recursive: true, force: true });
compile();
minify();
for (const set of Object.keys(manifest['node-red'].nodes)) buildEditor(set);
copyFolder('icons');
copyFolder('locales');
minifyLocales();
for (const command of Object.values(manifest.bin)) chmodSync(path.join(root, command), 0o755);
