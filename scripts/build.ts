/** Builds `dist/` from scratch, so it ships nothing stale. Any failure ends it with a non-zero exit code. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { build, type Plugin, transform } from 'esbuild';
import { catalogue } from './catalogue';
import { withPublishedLinks } from './published-links';

const root = path.join(__dirname, '..');
const dist = path.join(root, 'dist');

/** What the package file names: the nodes that Node-RED loads, the commands, and the exports. */
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
  bin: Record<string, string>;
  exports: Record<string, { types?: string }>;
};

/** Compiles the code without comments, and the types of the exports with theirs. */
function compile(): void {
  const tsc = require.resolve('typescript/bin/tsc');
  for (const project of ['tsconfig.build.json', 'tsconfig.types.json'])
    execFileSync(process.execPath, [tsc, '--project', project], { cwd: root, stdio: 'inherit' });
}

/** Removes the types that no export needs: the compiler writes those of every file. */
function dropUnusedTypes(): void {
  const left = Object.values(manifest.exports).flatMap(({ types }) =>
    types ? [path.join(root, types)] : [],
  );
  const used = new Set<string>();
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (used.has(file)) continue;
    used.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
      /(?:from |import\()['"](\.[^'"]+)['"]/g,
    )) {
      const target = path.join(path.dirname(file), name);
      left.push(existsSync(`${target}.d.ts`) ? `${target}.d.ts` : path.join(target, 'index.d.ts'));
    }
  }
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(dist, name);
    if (name.endsWith('.d.ts') && !used.has(file)) rmSync(file);
  }
}

/** Lets a dialog import its style sheet as text. */
const styleSheets: Plugin = {
  name: 'style sheets',
  setup(bundle) {
    bundle.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'css', minify: true });
      return { contents: code, loader: 'text' };
    });
  },
};

/**
 * Builds a node's HTML: the dialog's script and its template. Node-RED's tools look for the literal call of
 * `registerType` in it.
 */
async function buildDialog(node: string): Promise<void> {
  const source = path.join(root, 'nodes', node);
  const bundle = await build({
    entryPoints: [path.join(source, 'dialog.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    plugins: [styleSheets],
    minify: true,
    logLevel: 'warning',
  });
  const [output] = bundle.outputFiles;
  if (!output) throw new Error(`${source}/dialog.ts made no bundle`);
  const script = output.text.replaceAll('</script', '<\\/script');
  const template = withoutIndents(readFileSync(path.join(source, 'dialog.html'), 'utf8'));
  writeFileSync(
    path.join(distOf(node), `${node}.html`),
    `<script type="text/javascript">\n${script}</script>\n\n${template}`,
  );
}

/** Node-RED looks for a node's icon, its catalogues and its help beside the script. */
function copyBeside(node: string): void {
  const icon = `${node}.svg`;
  mkdirSync(path.join(distOf(node), 'icons'), { recursive: true });
  cpSync(path.join(root, 'icons', icon), path.join(distOf(node), 'icons', icon));
  for (const language of readdirSync(path.join(root, 'locales'))) {
    const [from, to] = [path.join(root, 'locales', language), path.join(distOf(node), 'locales', language)];
    const read = (name: string): string => readFileSync(path.join(from, name), 'utf8');
    mkdirSync(to, { recursive: true });
    // Without white space, to keep it small.
    writeFileSync(path.join(to, `${node}.json`), JSON.stringify(catalogue(language, node)));
    writeFileSync(path.join(to, `${node}.html`), withPublishedLinks(withoutIndents(read(`${node}.html`))));
  }
}

function distOf(node: string): string {
  return path.join(dist, 'nodes', node);
}

function withoutIndents(html: string): string {
  if (/<(pre|textarea)\b/.test(html)) throw new Error('white space is shown here');
  return html.replace(/^ +/gm, '');
}

async function main(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  compile();
  dropUnusedTypes();
  for (const node of Object.keys(manifest['node-red'].nodes)) {
    await buildDialog(node);
    copyBeside(node);
  }
  for (const command of Object.values(manifest.bin)) chmodSync(path.join(root, command), 0o755);
}

void main();
