import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Codec, openCodec } from 'node-red-contrib-activelogic/liveview';
import { WebSocket } from 'ws';
import { ROOT } from '../support/root';
import { CODEC_MODULE, TrafficSystem } from './traffic-system';

const run = promisify(execFile);

/** Inside the package, so that the scripts find it by its name. */
const FOLDER = path.join(ROOT, 'dist', '.codecs');
const VIEW = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };

/** What stands in the page, by the name behind the language. */
function blocks(): Map<string, string> {
  const page = readFileSync(path.join(ROOT, 'docs', 'codecs.md'), 'utf8');
  return new Map(
    [...page.matchAll(/```(\w+)(?: ([\w.]+))?\n(.*?)```/gs)].map(([, language = '', name, text = '']) => [
      name ?? language,
      text,
    ]),
  );
}

describe('the page on codecs', () => {
  const page = blocks();
  let system: TrafficSystem;

  before(async () => {
    mkdirSync(FOLDER, { recursive: true });
    for (const [name, text] of page) {
      if (name.endsWith('.js')) writeFileSync(path.join(FOLDER, name), text);
    }
    system = await TrafficSystem.start();
    writeFileSync(path.join(FOLDER, 'traffic.ndjson'), await record(system));
  });
  after(async () => {
    await system.stop();
    rmSync(FOLDER, { recursive: true, force: true });
  });

  async function node(script: string, argument: string): Promise<string> {
    const { stdout, stderr } = await run(process.execPath, [script, argument], { cwd: FOLDER });
    assert.equal(stderr, '');
    return stdout;
  }

  it('has nothing that is not tried here', () => {
    const tried = [
      'sh',
      'look.js',
      'look',
      'codec.js',
      'try.js',
      'try',
      'live.js',
      'plugin.js',
      'package.json',
    ];
    assert.deepEqual([...page.keys()], [...tried, 'changes.js']);
  });

  it('has the module that other tests install in Node-RED', () => {
    const read = (file: string): string => readFileSync(path.join(CODEC_MODULE, file), 'utf8');
    for (const file of ['codec.js', 'plugin.js']) assert.equal(page.get(file), read(file));
    assert.deepEqual(JSON.parse(page.get('package.json') ?? ''), JSON.parse(read('package.json')));
  });

  it('shows what is in a recording', async () => {
    assert.equal(await node('look.js', 'traffic.ndjson'), page.get('look'));
  });

  it('tries the codec on the recording', async () => {
    assert.equal(await node('try.js', 'traffic.ndjson'), page.get('try'));
  });

  it('shows the live system', async () => {
    assert.match(await node('live.js', system.url), /name: '10\.0\.0\.1',\s+inbound: \d+,\s+outbound: \d+,/);
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

/** What somebody hears who only listens, in the form of a recording. */
async function record(system: TrafficSystem): Promise<string> {
  const lines: object[] = [{ recording: 1, url: system.url, started: Date.now() }];
  const socket = new WebSocket(system.url);
  await new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      lines.push({ at: lines.length, from: 'system', text: data.toString() });
      if (lines.length === 4) system.tick();
      if (lines.length === 5) resolve();
    });
  });
  socket.terminate();
  lines.push({ at: 6, from: 'client', close: { code: 1006, reason: '' } });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
