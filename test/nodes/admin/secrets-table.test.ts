import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { TLSSocket } from 'node:tls';
import type { ApplianceDraft, TlsDraft } from '../../../nodes/admin/api';
import { Certificates } from '../../support/certificates';
import { draft } from '../../support/drafts';
import { EDITORS } from '../../support/node-red-versions';
import { ROOT } from '../../support/root';
import { type Peer, ScriptedSystem } from '../../support/scripted-system';
import { SecuredNodeRed } from '../../support/secured-node-red';

/** The columns of the table. */
const USERS = {
  reader: ['activelogic-appliance.read'],
  writer: ['activelogic-appliance.read', 'activelogic-appliance.write'],
  deployer: ['activelogic-appliance.read', 'activelogic-appliance.write', 'flows.write'],
  owner: '*',
};
const COLUMNS = ['reader', 'writer', 'deployer'] as const;
type Column = (typeof COLUMNS)[number];

const ALL: readonly Column[] = COLUMNS;
const WRITERS: readonly Column[] = ['writer', 'deployer'];
const DEPLOYERS: readonly Column[] = ['deployer'];

/** Whether the appliance received the secret. */
type Got = (peer: Peer) => boolean;

/** A request that makes a secret go to an appliance. */
interface Attempt {
  /** The destination, and the way there. */
  to: string;
  /** The columns that may do it. */
  may: readonly Column[];
  /**
   * The id of a deployed appliance whose catalogue is asked for. Otherwise a draft is tested, or a preview
   * opened.
   */
  catalog?: string;
  test?: () => Partial<ApplianceDraft>;
  preview?: () => {
    path: string;
    view: object;
    node?: string;
    rule?: object;
    alert?: string;
    appliance?: Partial<ApplianceDraft>;
  };
  /** The one column to try, if not every column. */
  only?: string;
  got: Got;
}

/** A row of the table in `docs/limits.md`, word for word, with the attempts behind its cells. */
interface Row {
  secret: string;
  cells: Record<Column, string>;
  attempts: readonly Attempt[];
}

const VARIABLE = 'variable-hush-0123456789';
const STORED = 'stored-hush-0123456789';
const TYPED = 'typed-hush-0123456789';
/** Matches every secret. None may be in an answer. */
const HUSHED = /hush/;

const ANYWHERE = 'anywhere';
const PLACE = 'to the same scheme, host and port, with the same TLS configuration';

const header =
  (name: string, value: string): Got =>
  ({ request }) =>
    request.headers[name] === value;
const authorization = (value: string): Got => header('authorization', value);
const basic = (user: string, password: string): Got =>
  authorization(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);
const inUrl: Got = ({ request }) => (request.url ?? '').includes(VARIABLE);
const inView: Got = ({ received }) => JSON.stringify(received).includes(VARIABLE);
const anything: Got = () => true;
/** The common names of the client certificates. */
const presented = new WeakMap<Peer, string | undefined>();
const certificate: Got = (peer) => presented.get(peer) === 'client';

function subjectOf({ socket }: IncomingMessage): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  return (socket.getPeerCertificate().subject as { CN?: string } | undefined)?.CN;
}

const SECRET_HEADER = { name: 'X-Key', secret: 'header1' };
const OPEN_HEADER = { name: 'X-Open', value: '${HUSHED}' };
const FILTER = { mode: 'exclude', name: 'Service', values: ['${HUSHED}'] };
const VIEW = { distributions: [{ name: 'Service' }], filters: [], expand: true };
const OPEN_VIEW = { ...VIEW, filters: [FILTER] };
const CONDITION = { column: 'inbound', op: 'gt', raise: '${TEN}' };
const LEVEL_RULE = { conditions: [{ ...CONDITION, raise: 1 }], level: '${ONE}' };
const ruled = (condition: object): { view: object; rule: object; alert: string } => ({
  ...{ view: VIEW, rule: { conditions: [{ ...CONDITION, ...condition }] }, alert: 'alert' },
});
const NEWER = 'Node-RED 5.0';

describe('who may send which secret where', function () {
  this.timeout(120_000);
  const certificates = new Certificates();
  let here: ScriptedSystem;
  let there: ScriptedSystem;
  let safe: ScriptedSystem;
  let far: ScriptedSystem;
  let peers: Peer[];
  let lockedKey = '';
  let p12 = '';

  const secure = (system: ScriptedSystem, rest = '/view'): string => `wss://${system.host}${rest}`;
  const tls = (properties: Partial<TlsDraft>): TlsDraft => ({
    ...{ id: 'none', cert: '', key: '', ca: '', verifyservercert: false, credentials: {} },
    ...properties,
  });
  const client = (): { certdata: string; keydata: string } => {
    const { cert, key } = certificates.read('client');
    return { certdata: cert, keydata: key };
  };

  const TABLE: readonly Row[] = [
    {
      secret: 'a user name, password or token that is stored for an appliance',
      cells: { reader: 'as deployed', writer: PLACE, deployer: ANYWHERE },
      attempts: [
        { to: 'its appliance', catalog: 'box', may: ALL, got: basic('operator', STORED) },
        {
          to: 'its appliance, as a test',
          test: () => ({ id: 'box', url: here.url, auth: 'basic' }),
          may: WRITERS,
          got: basic('operator', STORED),
        },
        {
          to: 'another path',
          test: () => ({ id: 'box', url: `${here.url}/other`, auth: 'basic' }),
          may: WRITERS,
          got: basic('operator', STORED),
        },
        {
          to: 'another port',
          test: () => ({ id: 'box', url: there.url, auth: 'basic' }),
          may: DEPLOYERS,
          got: basic('operator', STORED),
        },
        {
          to: 'another port, beside a typed user name',
          test: () => ({ id: 'box', url: there.url, auth: 'basic', credentials: { username: 'me' } }),
          may: DEPLOYERS,
          got: basic('me', STORED),
        },
        {
          to: 'another port, beside a typed password',
          test: () => ({ id: 'box', url: there.url, auth: 'basic', credentials: { password: 'mine' } }),
          may: DEPLOYERS,
          got: basic('operator', 'mine'),
        },
        {
          to: 'another port, by a token',
          test: () => ({ id: 'box', url: there.url, auth: 'bearer' }),
          may: DEPLOYERS,
          got: authorization(`Bearer ${STORED}`),
        },
        {
          to: 'its appliance over TLS',
          test: () => ({ id: 'safe', url: secure(safe), tls: 'trust', auth: 'basic' }),
          may: WRITERS,
          got: basic('operator', STORED),
        },
        {
          to: 'its appliance without verifying it',
          test: () => ({ id: 'safe', url: secure(safe), tls: 'lax', auth: 'basic' }),
          may: DEPLOYERS,
          got: basic('operator', STORED),
        },
        {
          to: 'its appliance with typed trust',
          test: () => ({ id: 'safe', url: secure(safe), tls: tls({}), auth: 'basic' }),
          may: DEPLOYERS,
          got: basic('operator', STORED),
        },
      ],
    },
    {
      secret: 'a header’s value that is stored for an appliance as secret',
      cells: { reader: 'as deployed', writer: `under the same name, ${PLACE}`, deployer: ANYWHERE },
      attempts: [
        { to: 'its appliance', catalog: 'headed', may: ALL, got: header('x-key', STORED) },
        {
          to: 'its appliance, as a test',
          test: () => ({ id: 'headed', url: here.url, headers: [SECRET_HEADER] }),
          may: WRITERS,
          got: header('x-key', STORED),
        },
        {
          to: 'its appliance under another name',
          test: () => ({ id: 'headed', url: here.url, headers: [{ ...SECRET_HEADER, name: 'Origin' }] }),
          may: DEPLOYERS,
          got: header('origin', STORED),
        },
        {
          to: 'another port',
          test: () => ({ id: 'headed', url: there.url, headers: [SECRET_HEADER] }),
          may: DEPLOYERS,
          got: header('x-key', STORED),
        },
        {
          to: 'another port, with credentials that are typed',
          test: () => ({
            ...{ id: 'headed', url: there.url, headers: [SECRET_HEADER], auth: 'bearer' },
            credentials: { token: 'mine' },
          }),
          may: DEPLOYERS,
          got: header('x-key', STORED),
        },
        {
          to: 'its appliance over TLS',
          test: () => ({ id: 'safe', url: secure(safe), tls: 'trust', headers: [SECRET_HEADER] }),
          may: WRITERS,
          got: header('x-key', STORED),
        },
        {
          to: 'its appliance without verifying it',
          test: () => ({ id: 'safe', url: secure(safe), tls: 'lax', headers: [SECRET_HEADER] }),
          may: DEPLOYERS,
          got: header('x-key', STORED),
        },
      ],
    },
    {
      secret: 'a certificate or key of a deployed TLS configuration',
      cells: {
        reader: 'as deployed',
        writer: 'to the scheme, host and port of a running appliance that uses it',
        deployer: ANYWHERE,
      },
      attempts: [
        { to: 'its appliance', catalog: 'keyed', may: ALL, got: certificate },
        {
          to: 'its appliance, as a test',
          test: () => ({ url: secure(safe), tls: 'own' }),
          may: WRITERS,
          got: certificate,
        },
        {
          to: 'another port',
          test: () => ({ url: secure(far), tls: 'own' }),
          may: DEPLOYERS,
          got: certificate,
        },
        { to: 'its appliance, from PKCS #12', catalog: 'packed', may: ALL, only: NEWER, got: certificate },
        {
          to: 'its appliance, from PKCS #12, as a test',
          test: () => ({ url: secure(safe), tls: 'bundle' }),
          may: WRITERS,
          only: NEWER,
          got: certificate,
        },
        {
          to: 'another port, from PKCS #12',
          test: () => ({ url: secure(far), tls: 'bundle' }),
          may: DEPLOYERS,
          only: NEWER,
          got: certificate,
        },
      ],
    },
    {
      secret: 'a stored certificate, key or passphrase of a TLS configuration that was changed',
      cells: { reader: 'nowhere', writer: 'nowhere', deployer: ANYWHERE },
      attempts: [
        {
          to: 'its appliance',
          test: () => ({ url: secure(safe), tls: tls({ id: 'own' }) }),
          may: DEPLOYERS,
          got: certificate,
        },
        {
          to: 'its appliance, a passphrase beside a typed key',
          test: () => ({
            url: secure(safe),
            tls: tls({ id: 'locked', credentials: { ...client(), keydata: lockedKey } }),
          }),
          may: DEPLOYERS,
          got: certificate,
        },
        {
          to: 'its appliance, from PKCS #12',
          test: () => ({ url: secure(safe), tls: tls({ id: 'bundle', certType: 'pfx' }) }),
          may: DEPLOYERS,
          only: NEWER,
          got: certificate,
        },
      ],
    },
    {
      secret: 'a file or a variable that a changed TLS configuration names',
      cells: { reader: 'nowhere', writer: 'nowhere', deployer: ANYWHERE },
      attempts: [
        {
          to: 'an appliance, from a file',
          test: () => ({ url: secure(safe), tls: tls(certificates.files('client')) }),
          may: DEPLOYERS,
          got: certificate,
        },
        {
          to: 'an appliance, a CA from a file',
          test: () => ({ url: secure(safe), tls: tls({ ca: certificates.files('gw').cert }) }),
          may: DEPLOYERS,
          got: anything,
        },
        {
          to: 'an appliance, from a PKCS #12 file',
          test: () => ({ url: secure(safe), tls: tls({ certType: 'pfx', p12 }) }),
          may: DEPLOYERS,
          only: NEWER,
          got: certificate,
        },
        {
          to: 'an appliance, from variables',
          test: () => ({
            url: secure(safe),
            tls: tls({ certType: 'env', certEnv: 'CLIENT_CERT', keyEnv: 'CLIENT_KEY' }),
          }),
          may: DEPLOYERS,
          only: NEWER,
          got: certificate,
        },
      ],
    },
    {
      secret: 'a variable in an appliance’s URL',
      cells: {
        reader: 'as deployed',
        writer: 'the same URL, with the same TLS configuration',
        deployer: ANYWHERE,
      },
      attempts: [
        { to: 'its appliance', catalog: 'query', may: ALL, got: inUrl },
        {
          to: 'its appliance, as a test',
          test: () => ({ id: 'query', url: `${here.url}?t=\${HUSHED}` }),
          may: WRITERS,
          got: inUrl,
        },
        {
          to: 'another parameter',
          test: () => ({ id: 'query', url: `${here.url}?u=\${HUSHED}` }),
          may: DEPLOYERS,
          got: inUrl,
        },
        {
          to: 'another port',
          test: () => ({ id: 'query', url: `${there.url}?t=\${HUSHED}` }),
          may: DEPLOYERS,
          got: inUrl,
        },
        {
          to: 'the URL of a node of another type',
          test: () => ({ id: 'request', url: `${there.url}?t=\${HUSHED}` }),
          may: DEPLOYERS,
          got: inUrl,
        },
        {
          to: 'the URL of another appliance',
          test: () => ({ id: 'box', url: `${here.url}?t=\${HUSHED}` }),
          may: DEPLOYERS,
          got: inUrl,
        },
        {
          to: 'its appliance over TLS',
          test: () => ({ id: 'safequery', url: secure(safe, '/?t=${HUSHED}'), tls: 'trust' }),
          may: WRITERS,
          got: inUrl,
        },
        {
          to: 'its appliance without verifying it',
          test: () => ({ id: 'safequery', url: secure(safe, '/?t=${HUSHED}'), tls: 'lax' }),
          may: DEPLOYERS,
          got: inUrl,
        },
      ],
    },
    {
      secret: 'a variable in a header of an appliance',
      cells: { reader: 'as deployed', writer: `the same header, ${PLACE}`, deployer: ANYWHERE },
      attempts: [
        { to: 'its appliance', catalog: 'open', may: ALL, got: header('x-open', VARIABLE) },
        {
          to: 'its appliance, as a test',
          test: () => ({ id: 'open', url: here.url, headers: [OPEN_HEADER] }),
          may: WRITERS,
          got: header('x-open', VARIABLE),
        },
        {
          to: 'its appliance under another name',
          test: () => ({ id: 'open', url: here.url, headers: [{ ...OPEN_HEADER, name: 'Origin' }] }),
          may: DEPLOYERS,
          got: header('origin', VARIABLE),
        },
        {
          to: 'its appliance as a part of a value',
          test: () => ({ id: 'open', url: here.url, headers: [{ ...OPEN_HEADER, value: '-${HUSHED}' }] }),
          may: DEPLOYERS,
          got: header('x-open', `-${VARIABLE}`),
        },
        {
          to: 'another port',
          test: () => ({ id: 'open', url: there.url, headers: [OPEN_HEADER] }),
          may: DEPLOYERS,
          got: header('x-open', VARIABLE),
        },
        {
          to: 'the header of another appliance',
          test: () => ({ id: 'box', url: here.url, headers: [OPEN_HEADER] }),
          may: DEPLOYERS,
          got: header('x-open', VARIABLE),
        },
        {
          to: 'its appliance over TLS',
          test: () => ({ id: 'safe', url: secure(safe), tls: 'trust', headers: [OPEN_HEADER] }),
          may: WRITERS,
          got: header('x-open', VARIABLE),
        },
        {
          to: 'its appliance without verifying it',
          test: () => ({ id: 'safe', url: secure(safe), tls: 'lax', headers: [OPEN_HEADER] }),
          may: DEPLOYERS,
          got: header('x-open', VARIABLE),
        },
      ],
    },
    {
      secret: 'a variable in another property of an appliance',
      cells: { reader: 'as deployed', writer: 'the same property with the same text', deployer: ANYWHERE },
      attempts: [
        { to: 'its appliance', catalog: 'timed', may: ALL, got: anything },
        {
          to: 'the same property',
          test: () => ({ id: 'timed', url: there.url, heartbeat: '${TEN}' }),
          may: WRITERS,
          got: anything,
        },
        {
          to: 'the same property with another text',
          test: () => ({ id: 'timed', url: there.url, heartbeat: '1${TEN}' }),
          may: DEPLOYERS,
          got: anything,
        },
        {
          to: 'another property',
          test: () => ({ id: 'timed', url: there.url, staleAfter: '${TEN}' }),
          may: DEPLOYERS,
          got: anything,
        },
        {
          to: 'the same property of another appliance',
          test: () => ({ id: 'box', url: there.url, heartbeat: '${TEN}' }),
          may: DEPLOYERS,
          got: anything,
        },
      ],
    },
    {
      secret: 'a variable in credentials',
      cells: { reader: 'as deployed', writer: 'nowhere', deployer: ANYWHERE },
      attempts: [
        { to: 'its appliance', catalog: 'named', may: ALL, got: authorization(`Bearer ${VARIABLE}`) },
        {
          to: 'its appliance, as a test',
          test: () => ({ id: 'named', url: here.url, auth: 'bearer', credentials: { token: '${HUSHED}' } }),
          may: DEPLOYERS,
          got: authorization(`Bearer ${VARIABLE}`),
        },
        {
          to: 'a header of its appliance',
          test: () => ({
            ...{ id: 'headed', url: here.url, headers: [SECRET_HEADER] },
            credentials: { header1: '${HUSHED}' },
          }),
          may: DEPLOYERS,
          got: header('x-key', VARIABLE),
        },
      ],
    },
    {
      secret: 'a variable in a view',
      cells: {
        reader: 'the same distribution, filter or column of a liveview node, to its own appliance',
        writer: 'the same',
        deployer: ANYWHERE,
      },
      attempts: [
        {
          to: 'its appliance',
          preview: () => ({ path: 'box/preview', view: OPEN_VIEW, node: 'live' }),
          may: ALL,
          got: inView,
        },
        {
          to: 'its appliance, for no node',
          preview: () => ({ path: 'box/preview', view: OPEN_VIEW }),
          may: DEPLOYERS,
          got: inView,
        },
        {
          to: 'its appliance, in another place',
          preview: () => ({
            path: 'box/preview',
            view: { ...VIEW, distributions: [{ name: 'Service', arg: '${HUSHED}' }] },
            node: 'live',
          }),
          may: DEPLOYERS,
          got: inView,
        },
        {
          to: 'another appliance',
          preview: () => ({ path: 'headed/preview', view: OPEN_VIEW, node: 'live' }),
          may: DEPLOYERS,
          got: inView,
        },
        {
          to: 'its appliance as it is in the form',
          preview: () => ({
            ...{ path: 'preview', view: OPEN_VIEW, node: 'live' },
            appliance: { id: 'box', url: here.url },
          }),
          may: WRITERS,
          got: inView,
        },
        {
          to: 'another port',
          preview: () => ({
            ...{ path: 'preview', view: OPEN_VIEW, node: 'live' },
            appliance: { id: 'box', url: there.url },
          }),
          may: DEPLOYERS,
          got: inView,
        },
      ],
    },
    {
      secret: 'a variable in an alert’s rule',
      cells: {
        reader: 'the same condition, `match` or `level` of an alert node',
        writer: 'the same',
        deployer: ANYWHERE,
      },
      attempts: [
        {
          to: 'the same condition',
          preview: () => ({ path: 'box/preview', ...ruled({}) }),
          may: ALL,
          got: anything,
        },
        {
          to: 'the same condition, on the appliance as it is in the form',
          preview: () => ({
            ...{ path: 'preview', ...ruled({}) },
            appliance: { url: there.url },
          }),
          may: WRITERS,
          got: anything,
        },
        {
          to: 'the same condition, for no alert node',
          preview: () => ({ path: 'box/preview', ...ruled({}), alert: 'live' }),
          may: DEPLOYERS,
          got: anything,
        },
        {
          to: 'the same condition on another column',
          preview: () => ({ path: 'box/preview', ...ruled({ column: 'outbound' }) }),
          may: DEPLOYERS,
          got: anything,
        },
        {
          to: 'another threshold',
          preview: () => ({ path: 'box/preview', ...ruled({ clear: '${TEN}' }) }),
          may: DEPLOYERS,
          got: anything,
        },
        {
          to: 'the level',
          preview: () => ({ path: 'box/preview', ...ruled({ raise: 1 }), rule: LEVEL_RULE }),
          may: DEPLOYERS,
          got: anything,
        },
      ],
    },
    {
      secret: 'what a user types or uploads',
      cells: { reader: 'nowhere', writer: ANYWHERE, deployer: ANYWHERE },
      attempts: [
        {
          to: 'another port, as a password',
          test: () => ({
            ...{ id: 'box', url: there.url, auth: 'basic' },
            credentials: { username: 'me', password: TYPED },
          }),
          may: WRITERS,
          got: basic('me', TYPED),
        },
        {
          to: 'another port, as a header',
          test: () => ({ id: 'box', url: there.url, headers: [{ name: 'X-Key', value: TYPED }] }),
          may: WRITERS,
          got: header('x-key', TYPED),
        },
        {
          to: 'another port, as a secret header',
          test: () => ({
            ...{ id: 'headed', url: there.url, headers: [SECRET_HEADER] },
            credentials: { header1: TYPED },
          }),
          may: WRITERS,
          got: header('x-key', TYPED),
        },
        {
          to: 'another port, as a certificate',
          test: () => ({ url: secure(far), tls: tls({ id: 'own', credentials: client() }) }),
          may: WRITERS,
          got: certificate,
        },
      ],
    },
    {
      secret: 'an encrypted key, or PKCS #12, that a user uploads',
      cells: { reader: 'nowhere', writer: 'nowhere', deployer: ANYWHERE },
      attempts: [
        {
          to: 'another port, with its passphrase',
          test: () => ({
            url: secure(far),
            tls: tls({ credentials: { ...client(), keydata: lockedKey, passphrase: STORED } }),
          }),
          may: DEPLOYERS,
          got: certificate,
        },
        {
          to: 'another port, as PKCS #12',
          test: () => ({
            url: secure(far),
            tls: tls({ certType: 'pfx', credentials: { p12data: readFileSync(p12, 'base64') } }),
          }),
          may: DEPLOYERS,
          only: NEWER,
          got: certificate,
        },
      ],
    },
  ];

  before(async () => {
    const identity = certificates.selfSigned('gw', 'IP:127.0.0.1');
    certificates.selfSigned('client');
    lockedKey = certificates.lockedKey('client', STORED);
    p12 = path.join(certificates.folder, 'client.p12');
    const { cert, key } = certificates.files('client');
    const files = ['-inkey', key, '-in', cert, '-out', p12];
    execFileSync('openssl', ['pkcs12', '-export', ...files, '-passout', 'pass:']);
    const asking = { ...identity, requestCert: true, rejectUnauthorized: false };
    here = await ScriptedSystem.start();
    there = await ScriptedSystem.start();
    safe = await ScriptedSystem.start(asking);
    far = await ScriptedSystem.start(asking);
    for (const system of [here, there, safe, far]) {
      system.onPeer = (peer) => {
        peers.push(peer);
        presented.set(peer, subjectOf(peer.request));
        peer.catalog();
        void peer.view().then(() => {
          peer.update();
        });
      };
    }
  });

  after(async () => {
    for (const system of [here, there, safe, far] as (ScriptedSystem | undefined)[]) await system?.stop();
    certificates.remove();
  });

  it('matches the documents', () => {
    const document = readFileSync(path.join(ROOT, 'docs', 'limits.md'), 'utf8');
    const [, table = ''] = document.split('## Who may send which secret where');
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim().replaceAll("'", '’')),
      );
    const said = TABLE.map(({ secret, cells }) => [secret, cells.reader, cells.writer, cells.deployer]);
    assert.deepEqual(rows.slice(2), said);
  });

  it('has every cell tried: what it grants, and what it does not', () => {
    for (const { secret, cells, attempts } of TABLE) {
      for (const column of COLUMNS) {
        // Writers may also read, so the writers' cell names only what is added.
        const own = attempts.filter(({ catalog }) => column === 'reader' || catalog === undefined);
        const granted = own.some(({ may }) => may.includes(column));
        assert.equal(granted, cells[column] !== 'nowhere', `${secret}: ${column}`);
        const denied = own.some(({ may }) => !may.includes(column));
        if (cells[column] !== ANYWHERE) assert(denied, `${secret}: ${column}`);
      }
    }
  });

  for (const editor of EDITORS) {
    describe(editor.name, () => {
      let nodeRed: SecuredNodeRed | undefined;

      before(async function () {
        peers = [];
        nodeRed = await SecuredNodeRed.start(USERS, '/', {
          version: await editor.find(this),
          env: {
            ...{ HUSHED: VARIABLE, TEN: '10', ONE: '1' },
            ...{ CLIENT_CERT: client().certdata, CLIENT_KEY: client().keydata },
          },
        });
        await nodeRed.deploy('owner', flows());
      });

      after(async () => {
        await nodeRed?.stop();
      });

      for (const { secret, attempts } of TABLE) {
        describe(secret, () => {
          for (const attempt of attempts.filter(({ only }) => only === undefined || only === editor.name)) {
            for (const column of COLUMNS) {
              const granted = attempt.may.includes(column);
              it(`${granted ? 'goes' : 'does not go'} for a ${column} to ${attempt.to}`, async () => {
                assert.ok(nodeRed);
                const before = attempt.catalog === undefined ? peers.length : 0;
                const { status, text } = await send(nodeRed, column, attempt);
                const came = peers.slice(before);
                assert.equal(status, granted ? 200 : 401, text);
                assert.doesNotMatch(text, HUSHED);
                if (granted) assert(came.some(attempt.got), 'it did not arrive');
                else assert.deepEqual(came, []);
                // A preview of the same draft sends the same.
                if (granted || !attempt.test) return;
                const body = { view: VIEW, appliance: draft(attempt.test()) };
                assert.equal((await nodeRed.as(column).post('preview', body)).status, 401);
                assert.equal(peers.length, before);
              });
            }
          }
        });
      }
    });
  }

  async function send(
    nodeRed: SecuredNodeRed,
    column: Column,
    { catalog, test, preview }: Attempt,
  ): Promise<{ status: number; text: string }> {
    const user = nodeRed.as(column);
    if (catalog !== undefined) return user.get(`${catalog}/catalog`);
    if (test) return user.post('test', { appliance: draft(test()) });
    const { path: below = '', appliance, ...body } = preview?.() ?? {};
    const stream = await user.preview(below, {
      ...body,
      ...(appliance ? { appliance: draft(appliance) } : {}),
    });
    const status = stream.response.statusCode ?? 0;
    if (status === 200) await stream.update(1);
    stream.abort();
    return { status, text: JSON.stringify(stream.lines.all) };
  }

  function flows(): object[] {
    const appliance = (id: string, url: string, more: object = {}): object => ({
      ...{ id, type: 'activelogic-appliance', name: '', url, auth: 'none' },
      ...more,
    });
    const config = (id: string, credentials: object, more: object = {}): object => ({
      ...{ id, type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: false, credentials },
      ...more,
    });
    const credentials = { username: 'operator', password: STORED, token: STORED, header1: STORED };
    const stored = { auth: 'basic', headers: [SECRET_HEADER, OPEN_HEADER], credentials };
    return [
      { id: 'tab', type: 'tab', label: '' },
      appliance('box', here.url, { auth: 'basic', credentials }),
      appliance('headed', here.url, { headers: [SECRET_HEADER], credentials }),
      appliance('safe', secure(safe), { ...stored, tls: 'trust' }),
      appliance('keyed', secure(safe), { tls: 'own' }),
      appliance('packed', secure(safe), { tls: 'bundle' }),
      appliance('query', `${here.url}?t=\${HUSHED}`),
      appliance('safequery', secure(safe, '/?t=${HUSHED}'), { tls: 'trust' }),
      appliance('open', here.url, { headers: [OPEN_HEADER] }),
      appliance('timed', here.url, { heartbeat: '${TEN}' }),
      appliance('named', here.url, { auth: 'bearer', credentials: { token: '${HUSHED}' } }),
      config('trust', { cadata: certificates.read('gw').cert }, { verifyservercert: true }),
      config('lax', {}),
      config('own', client()),
      config('bundle', { p12data: readFileSync(p12, 'base64') }, { certType: 'pfx' }),
      config('locked', { ...client(), keydata: lockedKey, passphrase: STORED }),
      {
        id: 'request',
        type: 'http request',
        z: 'tab',
        x: 0,
        y: 0,
        url: `${there.url}?t=\${HUSHED}`,
        wires: [[]],
      },
      {
        ...{ id: 'live', type: 'activelogic-liveview', z: 'tab', x: 0, y: 0, name: '', appliance: 'box' },
        ...{ ...OPEN_VIEW, autostart: false, wires: [[]] },
      },
      {
        ...{ id: 'alert', type: 'activelogic-alert', z: 'tab', x: 0, y: 0, name: '' },
        ...{ conditions: [CONDITION], wires: [[]] },
      },
    ];
  }
});
