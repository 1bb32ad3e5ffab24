import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { HEADER_SECRETS } from '../../../lib/settings/headers';
import { ODD_MODULE } from '../../codecs/traffic-system';
import type { AdminAnswer } from '../../support/admin-client';
import { Certificates } from '../../support/certificates';
import type { Comms } from '../../support/comms';
import { draft } from '../../support/drafts';
import { freePort } from '../../support/free-port';
import { HttpProxy } from '../../support/http-proxy';
import { type Find, type Marker, MarkerSearch } from '../../support/markers';
import { CATALOG, type Peer, ScriptedSystem, type UpgradeScript } from '../../support/scripted-system';
import { SecuredNodeRed } from '../../support/secured-node-red';

const SECRETS = {
  username: 'usr A-mark3r',
  password: 'p@ss/wörd+"B-mark3r',
  token: 'tok.C-mark3r_0123456789~',
  passphrase: 'phrase D-mark3r',
  otherPassphrase: 'phrase E-mark3r',
  proxyUsername: 'prx F-mark3r',
  proxyPassword: 'pr@xy:G-mark3r',
  urlUsername: 'url-H-mark3r',
  urlPassword: 'url/I-mark3r',
  query: 'query-J-mark3r',
  typedPassword: 'typed K-mark3r',
  typedToken: 'typed-L-mark3r-0123456789',
  typedPassphrase: 'typed M-mark3r',
  header: 'hdr key/N-mark3r_0123456789',
  typedHeader: 'typed/O-mark3r-0123456789',
};
const MARKERS: Marker[] = Object.entries(SECRETS).map(([what, secret]) => ({ what, secret }));

/** Environment variables with secrets, as users have them. */
const VARIABLES = {
  MARKED_QUERY: SECRETS.query,
  MARKED_URL: `ws://${SECRETS.urlUsername}:${encodeURIComponent(SECRETS.urlPassword)}@127.0.0.1:1/view`,
  MARKED_HTTP_URL: `http://${SECRETS.urlUsername}:${encodeURIComponent(SECRETS.urlPassword)}@gw/?t=${SECRETS.query}`,
};

/** Every appliance sends one secret header. */
const HEADERS = [{ name: 'X-Key', secret: 'header1' }] as const;

/** A peer's text that repeats every secret of the request, in every form that fits there. */
function echo({ headers, url }: IncomingMessage): string {
  const { authorization = '' } = headers;
  const known = authorization.startsWith('Basic ')
    ? Buffer.from(authorization.slice('Basic '.length), 'base64').toString()
    : authorization;
  return `[${String(headers['x-key'])}] [${authorization}] [${known}] [${encodeURIComponent(known)}] [${String(url)}]`;
}

type Speech = (peer: Peer) => void;

/** What an appliance does to clients of its path, and the status that a liveview node then shows. */
interface Stage {
  says: RegExp;
  /** The URL, for stages that are not a path of the speaking or refusing appliance. */
  url?: () => string;
  refuse?: UpgradeScript;
  speak?: Speech;
  tls?: string;
  codec?: string;
}

function httpAnswer(line: string): UpgradeScript {
  return (socket, request) => {
    const said = echo(request).replace(/[^\x20-\x7e]/g, '?');
    const body = `${said}\n`;
    socket.end(
      `HTTP/1.1 ${line} ${said}\r\nX-Echo: ${said}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  };
}

/** A close reason has at most 123 bytes. */
function closing(code: number): Speech {
  return (peer) => {
    peer.catalog();
    void peer.view().then(() => {
      const { authorization = '' } = peer.request.headers;
      peer.socket.close(code, authorization.slice(0, 120));
    });
  };
}

function failing(code: string | undefined, fatal: boolean): Speech {
  return (peer) => {
    peer.catalog();
    void peer.view().then(() => {
      const said = echo(peer.request);
      peer.send({ type: 'error', code: code ?? said, message: said, fatal });
      if (!fatal) peer.update();
    });
  };
}

function well(peer: Peer): void {
  peer.catalog();
  void peer.view().then(() => {
    peer.update();
  });
}

describe('secrets', function () {
  this.timeout(180_000);

  const certificates = new Certificates();
  let speaking: ScriptedSystem;
  let refusing: ScriptedSystem;
  let secure: ScriptedSystem;
  let elsewhere: ScriptedSystem;
  let proxy: HttpProxy;
  let silentPort: number;
  let nodeRed: SecuredNodeRed;
  let started: SecuredNodeRed | undefined;
  let comms: Comms;
  let flows: object[];
  const search = new MarkerSearch(MARKERS);
  const finds: Find[] = [];
  /** How much text was searched, by place: a search in nothing would find nothing. */
  const searched = new Map<string, number>();

  const stages: Record<string, Stage> = {
    success: { says: /^connected: 1 items$/, speak: well },
    query: {
      says: /^connected: 1 items$/,
      url: () => `ws://${speaking.host}/success?token=\${MARKED_QUERY}`,
    },
    'query-404': {
      says: /nothing at the path \/404 \(404\)/,
      url: () => `ws://${refusing.host}/404?token=\${MARKED_QUERY}`,
    },
    'query-echo': {
      says: /refused the view: .*\*\*\*/,
      url: () => `ws://${speaking.host}/fatal?token=\${MARKED_QUERY}`,
    },
    refused: { says: /refuses the connection/, url: () => `ws://127.0.0.1:${silentPort}/view` },
    'not-found': { says: /was not found/, url: () => 'ws://no-such-host.invalid/view' },
    userinfo: { says: /contains a user name or password/, url: () => '${MARKED_URL}' },
    'no-websocket-url': { says: /http:\/\/\*\*\*@gw\/\?\*\*\* is not/, url: () => '${MARKED_HTTP_URL}' },
    '401': { says: /does not accept the credentials \(401\)/, refuse: httpAnswer('401') },
    '403': { says: /does not accept the credentials \(403\)/, refuse: httpAnswer('403') },
    '404': { says: /nothing at the path \/404 \(404\)/, refuse: httpAnswer('404') },
    '429': { says: /too many views open \(429\)/, refuse: httpAnswer('429') },
    '500': { says: /HTTP status 500/, refuse: httpAnswer('500') },
    '503': { says: /too many views open \(503\)/, refuse: httpAnswer('503') },
    redirect: {
      says: /HTTP status 302/,
      refuse: (socket) => {
        socket.end(
          `HTTP/1.1 302 Found\r\nLocation: ${elsewhere.url}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        );
      },
    },
    'no-http': {
      says: /does not speak WebSocket/,
      refuse: (socket, request) => {
        socket.end(`ECHO ${echo(request)}\r\n\r\n`);
      },
    },
    'wrong-accept': {
      says: /does not speak WebSocket/,
      refuse: (socket, request) => {
        socket.end(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${request.headers.authorization ?? ''}\r\n\r\n`,
        );
      },
    },
    'no-tls': { says: /TLS to .* failed/, url: () => `wss://${secure.host}/success` },
    'tls-refused': { says: /cannot be read/, url: () => `wss://${secure.host}/success`, tls: 'tls-wrong' },
    'tls-off': { says: /^connected/, url: () => `wss://${secure.host}/success`, tls: 'tls-off' },
    tls: { says: /^connected/, url: () => `wss://${secure.host}/success`, tls: 'tls-good' },
    'proxy-407': {
      says: /refuses a tunnel to proxy-refuses\.example \(407\)/,
      url: () => 'wss://proxy-refuses.example/view',
    },
    'proxy-garbage': { says: /does not answer like a proxy/, url: () => 'wss://proxy-babbles.example/view' },
    catalogue: {
      says: /sent no catalogue/,
      speak: (peer) => {
        const { authorization = '' } = peer.request.headers;
        const [, value] = authorization.split(' ');
        peer.send({
          type: 'catalog',
          profile: 1,
          system: { name: value },
          fields: [],
          distributions: [],
          filters: [],
          services: [],
        });
      },
    },
    update: {
      says: /no update for/,
      speak: (peer) => {
        peer.catalog();
        void peer.view().then(() => {
          peer.update([[String(peer.request.headers.authorization), 1, 1]]);
        });
      },
    },
    'codec-decode': {
      says: /^connected/,
      codec: 'babbler',
      speak: (peer) => {
        peer.send({ throw: echo(peer.request) });
        peer.send({ type: 'catalog', catalog: CATALOG });
        void peer.view().then(() => {
          peer.send({ throw: echo(peer.request) });
          peer.update();
        });
      },
    },
    'codec-view': {
      says: /codec babbler failed: .*\*\*\*/,
      codec: 'babbler',
      speak: (peer) => {
        const frame = { type: 'catalog', catalog: CATALOG, said: echo(peer.request) };
        peer.socket.send(gzipSync(JSON.stringify(frame)));
      },
    },
    'codec-update': {
      says: /no update for/,
      codec: 'babbler',
      speak: (peer) => {
        peer.send({ type: 'catalog', catalog: CATALOG });
        void peer.view().then(() => {
          const rows = [[String(peer.request.headers.authorization)]];
          peer.socket.send(gzipSync(JSON.stringify({ type: 'update', columns: ['name'], rows })));
        });
      },
    },
    'error-frame': { says: /^connected/, speak: failing('internal', false) },
    'error-code': { says: /^connected/, speak: failing(undefined, false) },
    fatal: { says: /refused the view: .*\*\*\*/, speak: failing('bad-value', true) },
    'fatal-busy': { says: /too many views open \(.*\*\*\*/, speak: failing('busy', true) },
    'fatal-code': { says: /reports: .*\*\*\*/, speak: failing(undefined, true) },
    'close-1000': { says: /ended the connection \(1000 .*\*\*\*/, speak: closing(1000) },
    'close-1011': { says: /ended the connection \(1011 .*\*\*\*/, speak: closing(1011) },
    'close-4400': { says: /refused the view: .*\*\*\*/, speak: closing(4400) },
    'close-4401': { says: /does not accept the credentials \(4401\)/, speak: closing(4401) },
    'close-4429': { says: /too many views open \(4429\)/, speak: closing(4429) },
  };
  const AUTHS = ['basic', 'bearer'] as const;
  const cases = Object.entries(stages).flatMap(([name, stage]) =>
    AUTHS.map((auth) => ({ id: `${name}-${auth}`, name, stage, auth })),
  );

  function urlOf(name: string, stage: Stage): string {
    if (stage.url) return stage.url();
    return `ws://${stage.refuse ? refusing.host : speaking.host}/${name}`;
  }

  function searchIn(place: string, text: string, except: readonly string[] = []): void {
    searched.set(place, (searched.get(place) ?? 0) + text.length);
    finds.push(...search.find(place, text, except));
  }

  function checkFinds(): void {
    const found = finds
      .splice(0)
      .map(({ place, what, form, excerpt }) => `${what} ${form} in ${place}: ${excerpt}`);
    assert.deepEqual(found, []);
  }

  before(async () => {
    const identity = certificates.selfSigned('gw', 'IP:127.0.0.1');
    certificates.selfSigned('client');
    [speaking, refusing, secure, elsewhere] = await Promise.all([
      ScriptedSystem.start(),
      ScriptedSystem.start(),
      ScriptedSystem.start(identity),
      ScriptedSystem.start(),
    ]);
    const stageOf = ({ url }: IncomingMessage): Stage =>
      stages[new URL(url ?? '', 'ws://x').pathname.slice(1)] ?? assert.fail(`No stage for ${String(url)}`);
    for (const system of [speaking, secure]) {
      system.onPeer = (peer) => {
        stageOf(peer.request).speak?.(peer);
      };
    }
    refusing.upgrade = (socket, request) => {
      stageOf(request).refuse?.(socket, request);
    };
    silentPort = await freePort();
    proxy = await HttpProxy.start();
    proxy.answer = (target, socket, request) => {
      const header = request.headers['proxy-authorization'] ?? '';
      const said = `${header} ${Buffer.from(header.split(' ')[1] ?? '', 'base64').toString()}`;
      if (target.startsWith('proxy-refuses')) {
        socket.end(`HTTP/1.1 407 ${said}\r\nX-Echo: ${said}\r\nContent-Length: 0\r\n\r\n`);
      } else if (target.startsWith('proxy-babbles')) {
        socket.end(`BABBLE ${said}\r\n\r\n`);
      } else return false;
      return true;
    };
    const userinfo = [SECRETS.proxyUsername, SECRETS.proxyPassword].map(encodeURIComponent).join(':');
    nodeRed = started = await SecuredNodeRed.start({ owner: '*', viewer: 'read' }, '/admin', {
      settings: {
        logging: { console: { level: 'trace', metrics: true, audit: true } },
        contextStorage: { default: { module: 'localfilesystem' } },
      },
      modules: [ODD_MODULE],
      env: { ...VARIABLES, https_proxy: proxy.url(`${userinfo}@`), no_proxy: '' },
    });
    comms = await nodeRed.comms('viewer');
    flows = makeFlows(certificates.lockedKey('client', SECRETS.passphrase), identity.cert);
    await nodeRed.deploy('owner', flows);
  });

  after(async () => {
    await started?.stop();
    proxy.stop();
    for (const system of [speaking, refusing, secure, elsewhere]) await system.stop();
    certificates.remove();
  });

  function makeFlows(keydata: string, cadata: string): object[] {
    const place = { z: 'tab', x: 0, y: 0 };
    const secrets = {
      username: SECRETS.username,
      password: SECRETS.password,
      token: SECRETS.token,
      header1: SECRETS.header,
    };
    const certdata = certificates.read('client').cert;
    const paths = { cert: '', key: '', ca: '' };
    const tls = (id: string, verifyservercert: boolean, credentials: object): object => ({
      id,
      type: 'tls-config',
      ...paths,
      verifyservercert,
      credentials,
    });
    const inspected = `
      msg.inspected = util.inspect(msg, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null });
      flow.set('caught-' + msg.error.source.id, [msg.error, msg.inspected]);
      node.log(msg.inspected);
      return msg;`;
    return [
      { id: 'tab', type: 'tab', label: '' },
      tls('tls-good', true, { certdata, keydata, cadata, passphrase: SECRETS.passphrase }),
      tls('tls-wrong', false, { certdata, keydata, passphrase: SECRETS.otherPassphrase }),
      tls('tls-off', false, { passphrase: SECRETS.passphrase }),
      ...cases.flatMap(({ id, name, stage, auth }) => [
        {
          ...draft({ id: `box-${id}`, auth, url: urlOf(name, stage), headers: HEADERS }),
          type: 'activelogic-appliance',
          name: '',
          tls: stage.tls ?? '',
          codec: stage.codec ?? '',
          handshakeTimeout: 2,
          staleAfter: name.endsWith('update') ? 2 : 60,
          reconnectMin: 0.5,
          reconnectMax: 0.5,
          credentials: secrets,
        },
        {
          id: `live-${id}`,
          type: 'activelogic-liveview',
          ...place,
          name: '',
          appliance: `box-${id}`,
          distributions: [{ name: 'Service' }],
          autostart: true,
          wires: [['debug']],
        },
        {
          id: `catalog-${id}`,
          type: 'activelogic-catalog',
          ...place,
          appliance: `box-${id}`,
          wires: [['debug']],
        },
      ]),
      {
        id: 'go',
        type: 'inject',
        ...place,
        once: true,
        onceDelay: 0.1,
        props: [],
        wires: [cases.map(({ id }) => `catalog-${id}`)],
      },
      { id: 'catch', type: 'catch', ...place, scope: null, uncaught: false, wires: [['inspect', 'debug']] },
      { id: 'inspect', type: 'function', ...place, func: inspected, outputs: 1, wires: [['debug']] },
      {
        id: 'debug',
        type: 'debug',
        ...place,
        active: true,
        tosidebar: true,
        console: true,
        tostatus: true,
        complete: 'true',
        targetType: 'full',
        statusVal: 'payload',
        statusType: 'auto',
        wires: [],
      },
    ];
  }

  it('reach the appliances, which repeat them and receive nothing else', async () => {
    for (const { id, stage } of cases) {
      await comms.status.waitFor(
        `${String(stage.says)} of ${id}`,
        (status) => status.id === `live-${id}` && stage.says.test(status.text ?? ''),
      );
    }
    const authorizations = new Set(speaking.peers.map(({ request }) => request.headers.authorization));
    const basic = Buffer.from(`${SECRETS.username}:${SECRETS.password}`).toString('base64');
    assert.deepEqual([...authorizations].sort(), [`Basic ${basic}`, `Bearer ${SECRETS.token}`]);
    const user = Buffer.from(`${SECRETS.proxyUsername}:${SECRETS.proxyPassword}`).toString('base64');
    assert.deepEqual([...new Set(proxy.asked.map(({ authorization }) => authorization))], [`Basic ${user}`]);
    assert.equal(elsewhere.peers.length, 0);
  });

  it('are in no status, message or error that an editor gets, and in no log', async () => {
    // Each stage that fails has also failed in its catalog node, whose Catch node logs the error.
    for (const { id, stage } of cases) {
      if (stage.says.source.startsWith('^connected') || /fatal|close|update|query-echo|codec/.test(id))
        continue;
      await nodeRed.log.waitFor(`the error of catalog-${id}`, (line) => line.includes(`id: 'catalog-${id}'`));
    }
    for (const text of comms.raw.all) searchIn('what editors are sent', text);
    for (const line of nodeRed.log.all) searchIn('the log', line);
    checkFinds();
    assert(comms.debug.all.length > cases.length);
  });

  it('are in no answer of Node-RED’s admin API, except the user name, which the form shows', async () => {
    for (const user of ['owner', 'viewer']) {
      const admin = nodeRed.admin(user);
      const get = async (place: string, headers = {}, except: string[] = []): Promise<string> => {
        const { status, text } = await admin.get(place, headers);
        assert.equal(status, 200, place);
        searchIn(`GET ${place}`, text, except);
        return text;
      };
      const v1 = await get('flows');
      await get('flows', { 'Node-RED-API-Version': 'v2' });
      assert.match(v1, /activelogic-appliance/);
      for (const place of [
        'flow/tab',
        'flow/global',
        'flows/state',
        'settings',
        'context/flow/tab',
        'context/global',
      ]) {
        await get(place);
      }
      for (const accept of ['application/json', 'text/html']) await get('nodes', { accept });
      assert.match(await get('context/flow/tab'), /caught-catalog-401-basic/);
      for (const { id } of cases) {
        // Node-RED sends credentials of type text to every user who can see the flows, so that the form can
        // show them.
        const stored = await get(`credentials/activelogic-appliance/box-${id}`, {}, ['username']);
        assert.deepEqual(JSON.parse(stored), {
          username: SECRETS.username,
          ...Object.fromEntries(HEADER_SECRETS.map((name) => [`has_${name}`, name === 'header1'])),
          has_password: true,
          has_token: true,
        });
        for (const node of ['live', 'catalog'])
          await get(`credentials/activelogic-${node === 'live' ? 'liveview' : 'catalog'}/${node}-${id}`);
      }
      await get('credentials/tls-config/tls-good');
    }
    checkFinds();
  });

  it('are in no answer of this package’s endpoints', async () => {
    const client = nodeRed.as('owner');
    const view = { distributions: [{ name: 'Service' }], filters: [], expand: true };
    const typed = {
      username: 'me',
      password: SECRETS.typedPassword,
      token: SECRETS.typedToken,
      header1: SECRETS.typedHeader,
    };
    const show = async (place: string, body: object): Promise<void> => {
      const stream = await client.preview(place, body);
      await stream.lines.waitFor('a line', ({ type }) => type !== 'connecting', 8);
      stream.abort();
      searchIn(place, JSON.stringify(stream.lines.all));
    };
    const told = (place: string, { status, text }: AdminAnswer): void => {
      assert.equal(status, 200);
      searchIn(place, text);
    };
    const askAll = async ({ id, name, stage, auth }: (typeof cases)[number]): Promise<void> => {
      const box = `box-${id}`;
      told('catalog', await client.get(`${box}/catalog`));
      await show(`${box}/preview`, { view });
      for (const credentials of [{}, typed]) {
        const appliance = draft({
          id: box,
          auth,
          url: urlOf(name, stage),
          tls: stage.tls ?? '',
          codec: stage.codec ?? '',
          headers: HEADERS,
          handshakeTimeout: 1,
          staleAfter: 1,
          credentials,
        });
        told('test', await client.post('test', { appliance }));
        await show('preview', { view, appliance });
      }
    };
    // Only as many at once as the endpoints serve.
    const left = [...cases];
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) await askAll(next);
    };
    await Promise.all([work(), work(), work()]);
    checkFinds();
  });

  it('in an invalid draft are in no answer either', async () => {
    const client = nodeRed.as('owner');
    const { typedPassword, typedPassphrase, typedToken, typedHeader } = SECRETS;
    const url = `wss://${secure.host}/success`;
    const tls = { id: 'tls-wrong', cert: '', key: '', ca: '', verifyservercert: true };
    const drafts: object[] = [
      { credentials: { password: { typedPassword } } },
      { credentials: { password: [typedPassword] } },
      { credentials: typedPassword },
      { auth: 'bearer', credentials: { token: `${typedToken}\n` } },
      { headers: HEADERS, credentials: { header1: `${typedHeader}\n` } },
      { headers: HEADERS, credentials: { header1: [typedHeader] } },
      { url, tls: { ...tls, credentials: { passphrase: typedPassphrase } } },
      { url, tls: { ...tls, credentials: { passphrase: [typedPassphrase] } } },
      { url, tls: { ...tls, credentials: { passphrase: typedPassphrase, keydata: typedPassphrase } } },
      { url: `ws://me:${encodeURIComponent(typedPassword)}@127.0.0.1:1/` },
      { url: `ws://me:${encodeURIComponent(typedPassword)}@127.0.0.1:99999/` },
      { url: `http://127.0.0.1/?token=${typedToken}` },
    ];
    for (const wrong of drafts) {
      const { status, text } = await client.post('test', {
        appliance: draft({ id: 'box-success-basic', auth: 'basic', url: speaking.url, ...wrong }),
      });
      assert([200, 400].includes(status), text);
      assert.match(text, /^{"error":{"key"/);
      searchIn('test', text);
    }
    checkFinds();
  });

  it('are in no file, because the file of the credentials is encrypted', async () => {
    await nodeRed.deploy('owner', flows);
    await nodeRed.stop();
    for (const line of nodeRed.log.all) searchIn('the log', line);
    const folder = nodeRed.userDirectory;
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const whole = path.join(folder, file);
      if (file.startsWith('node_modules') || !lstatSync(whole).isFile()) continue;
      for (const encoding of ['utf8', 'latin1'] as const) searchIn(file, readFileSync(whole, encoding));
    }
    for (const needed of ['flows.json', 'flows_cred.json']) assert(searched.has(needed), needed);
    assert([...searched.keys()].some((place) => place.startsWith('context')));
    checkFinds();
  });

  it('would have been found in every form', () => {
    for (const { what, secret } of MARKERS) {
      const forms = [
        secret,
        encodeURIComponent(secret),
        JSON.stringify({ a: secret }),
        Buffer.from(secret).toString('hex'),
        JSON.stringify(Buffer.from(secret)),
        ...['', 'x', 'xy'].map((before) => Buffer.from(`${before}${secret}:z`).toString('base64')),
      ];
      for (const form of forms) assert.equal(search.find('', `-${form}-`)[0]?.what, what, form);
    }
    assert.deepEqual(search.find('', JSON.stringify(Object.keys(SECRETS))), []);
  });
});
