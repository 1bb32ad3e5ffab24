import assert from 'node:assert/strict';
import { refusalText } from '../../nodes/editor/appliances/refused-requests';
import { adviceFor, failedStage, progressOf, STAGES, stagesOf } from '../../nodes/editor/appliances/stages';
import { fromHttpStatus, fromSocketError } from '../../nodes/lib/socket/failure';
import { english } from './translator-english';

const problem = (
  code: string,
  params: Record<string, string | number> = {},
): { key: string; params: Record<string, string | number> } => ({ key: `errors.${code}`, params });

describe('a failed connection test', () => {
  const REACHED: readonly [string, (typeof STAGES)[number] | undefined][] = [
    ['name-not-found', 'name'],
    ['connection-refused', 'connection'],
    ['tls', 'tls'],
    ['invalid-tls', 'tls'],
    ['unauthorized', 'answer'],
    ['wrong-path', 'answer'],
    ['no-answer', 'answer'],
    ['no-catalog', 'catalog'],
    ['profile-unknown', 'catalog'],
    ['ended', 'catalog'],
    // What is wrong before anything is connected to.
    ['invalid-url', undefined],
    ['variable-missing', undefined],
    ['invalid-number', undefined],
  ];
  for (const [code, stage] of REACHED) {
    it(`has come to ${stage ?? 'no stage'} with ${code}`, () => {
      assert.equal(failedStage(problem(code)), stage);
    });
  }

  it('has come to TLS with a broken TLS configuration', () => {
    assert.equal(failedStage({ key: 'problems.tls-broken', params: {} }), 'tls');
  });

  it('has a stage for whatever a socket fails with', () => {
    const codes = ['ENOTFOUND', 'ECONNREFUSED', 'ETIMEDOUT', 'CERT_HAS_EXPIRED', 'HPE_INVALID', 'ECONNRESET'];
    const errors = [
      ...codes.map((code) => fromSocketError('host', Object.assign(new Error('e'), { code }), 1)),
      ...[401, 403, 404, 429, 500, 503].map((status) => fromHttpStatus('host', '/', status)),
    ];
    for (const { code } of errors) assert.notEqual(failedStage(problem(code)), undefined, code);
  });

  it('ticks the stages before it', () => {
    assert.deepEqual(
      progressOf(stagesOf('wss://localhost/view'), 'tls').map(
        ({ stage, progress }) => `${stage} ${progress}`,
      ),
      ['name done', 'connection done', 'tls failed', 'answer open', 'catalog open'],
    );
    assert.ok(
      progressOf(stagesOf('wss://localhost'), undefined).every(({ progress }) => progress === 'done'),
    );
  });

  it('has TLS with wss only, or where TLS is what failed', () => {
    assert.deepEqual(stagesOf('ws://localhost/view'), ['name', 'connection', 'answer', 'catalog']);
    assert.deepEqual(stagesOf(' WSS://localhost/view'), STAGES);
    assert.deepEqual(stagesOf('${URL}'), ['name', 'connection', 'answer', 'catalog']);
    assert.deepEqual(stagesOf('${URL}', 'tls'), STAGES);
  });

  it('says what may help', () => {
    assert.equal(adviceFor(problem('wrong-path', { path: '/vew' })), 'appliance:appliance.advice.path');
    assert.equal(adviceFor(problem('unauthorized')), 'appliance:appliance.advice.credentials');
    assert.equal(adviceFor(problem('profile-unknown')), undefined);
  });

  const REASONS: readonly [string, string | undefined][] = [
    ['self-signed certificate', 'untrusted'],
    ['unable to verify the first certificate', 'untrusted'],
    ['unable to get local issuer certificate', 'untrusted'],
    ["Hostname/IP does not match certificate's altnames: Host: localhost.", 'otherName'],
    ['certificate has expired', 'expired'],
    ['write EPROTO 00:error:0A00010B:SSL routines:ssl3_get_record:wrong version number', 'noTls'],
    ['something else', undefined],
  ];
  for (const [reason, advice] of REASONS) {
    it(`says what may help with TLS: ${reason}`, () => {
      const expected = advice === undefined ? undefined : `appliance:appliance.advice.${advice}`;
      assert.equal(adviceFor(problem('tls', { reason })), expected);
    });
  }
});

describe('a request that the runtime turns down', () => {
  for (const status of [0, 401, 403, 404, 413, 429, 500]) {
    it(`has words for ${status}`, () => {
      assert.match(english(refusalText(status), { status }), /\.$/);
    });
  }

  it('shows a status that it knows nothing of', () => {
    assert.match(english(refusalText(507), { status: 507 }), /507/);
  });
});
