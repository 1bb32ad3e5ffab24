import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Codec, openCodec } from 'node-red-contrib-activelogic/liveview';
import { Child } from '../../scripts/demo/child';
import { CODEC_MODULE, TrafficSystem } from '../codecs/traffic-system';
import { freePort } from '../support/free-port';
import { npxEnvironment } from '../support/npx';
import { Recorder } from '../support/recorder';
import { ROOT } from '../support/root';

const run = promisify(execFile);

/** Inside the package, so that the scripts find it by its name. */
const FOLDER = path.join(ROOT, 'dist', '.codecs');
const VIEW = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };

/** What stands in the page, each block by the name behind its language. */
const page = [
  ...readFileSync(path.join(ROOT, 'docs', 'codecs.md'), 'utf8').matchAll(
    /^```(\S+)(?: (\S+))?\n(.*?)^```$/gms,
  ),
].map(([, language = '', name = language, text = '']) => ({ name, text }));

function block(name: string): string {
  const found = page.find((each) => each.name === name);
  assert.ok(found, name);
  return found.text;
}

describe('docs/codecs.md', () => {
  const env = npxEnvironment();
  const [record = '', replay = ''] = page.filter(({ name }) => name === 'sh').map(({ text }) => text.trim());
  let system: TrafficSystem;
  let running: Child | undefined;

  before(async () => {
    mkdirSync(FOLDER, { recursive: true });
    for (const { name, text } of page) {
      if (name.endsWith('.js')) writeFileSync(path.join(FOLDER, name), text);
    }
    system = await TrafficSystem.start();
  });
  after(async () => {
    await running?.end();
    await system.stop();
    rmSync(FOLDER, { recursive: true, force: true });
  });

  /** A command of the page that goes on, and what it prints. */
  function start(command: string): { child: Child; lines: Recorder<string> } {
    const child = new Child(command, 'sh', ['-c', `exec ${command}`], {
      cwd: FOLDER,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    const lines = new Recorder<string>();
    for (const output of ['stdout', 'stderr'] as const) {
      child.onLine(output, (line) => {
        lines.add(line);
      });
    }
    return { child, lines };
  }

  async function node(script: string, argument: string): Promise<string> {
    const { stdout, stderr } = await run(process.execPath, [script, argument], { cwd: FOLDER });
    assert.equal(stderr, '');
    return stdout;
  }

  it('has nothing that is not tried here', () => {
    assert.deepEqual(
      page.map(({ name }) => name),
      [
        ...['sh', 'look.js', 'look', 'codec.js', 'try.js', 'try', 'sh', 'live.js'],
        ...['plugin.js', 'package.json', 'changes.js'],
      ],
    );
  });

  it('has the module that other tests install in Node-RED', () => {
    const read = (file: string): string => readFileSync(path.join(CODEC_MODULE, file), 'utf8');
    for (const file of ['codec.js', 'plugin.js']) assert.equal(block(file), read(file));
    assert.deepEqual(JSON.parse(block('package.json')), JSON.parse(read('package.json')));
  });

  it('records what the system says', async () => {
    const { child, lines } = start(record.replace(/ws:\S+/, system.url));
    await system.until(({ connections }) => connections === 1);
    system.tick();
    // It ends properly, with all that was sent before.
    child.signal('SIGINT');
    await child.ended;
    await lines.waitFor('the number of frames', (line) => line.startsWith('Recorded 4 frames '), 5);
  });

  it('shows what is in the recording', async () => {
    assert.equal(await node('look.js', 'traffic.ndjson'), block('look'));
  });

  it('tries the codec on the recording', async () => {
    assert.equal(await node('try.js', 'traffic.ndjson'), block('try'));
  });

  it('shows the system, as it was and as it is', async () => {
    const port = await freePort();
    const url = `ws://127.0.0.1:${port}/live`;
    const { lines } = start(replay.replace('9001', String(port)));
    await lines.waitFor('its URL', (line) => line === url, 5);
    const shown = /name: '10\.0\.0\.1',\s+inbound: 120\d,\s+outbound: 3\d,/;
    assert.match(await node('live.js', url), shown);
    assert.match(await node('live.js', system.url), shown);
  });

  it('remembers the items of a system that sends changes', () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a script as users write it
    const codec = openCodec(require(path.join(FOLDER, 'changes.js')) as Codec, VIEW);
    const rows = (frame: object): unknown => {
      const said = codec.decode(Buffer.from(JSON.stringify(frame)), false);
      return said?.type === 'update' ? said.rows : said;
    };
    const all = [
      { name: 'a', in: 1 },
      { name: 'b', in: 2 },
    ];
    assert.deepEqual(rows({ all }), [
      ['a', 1],
      ['b', 2],
    ]);
    assert.deepEqual(rows({ changed: [{ name: 'b', in: 3 }], gone: ['a'] }), [['b', 3]]);
    assert.deepEqual(rows({ all: [{ name: 'c', in: 4 }] }), [['c', 4]]);
    assert.throws(() => rows({ changed: [{ name: 'c', in: true }] }), /a value is not a finite number/);
  });
});
