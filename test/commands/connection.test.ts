import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Endpoint } from '#lib/socket/endpoint';
import { readArguments, type Usage } from '../../commands/arguments';
import { CONNECTION_OPTIONS, readConnection } from '../../commands/connection';
import { Certificates } from '../support/certificates';
import { temporaryDirectory } from '../support/temporary';

const usage: Usage<typeof CONNECTION_OPTIONS> = {
  name: 'example',
  summary: '',
  argument: 'URL',
  sections: [],
  options: CONNECTION_OPTIONS,
};

/** What was warned of since the last look. */
let warnings: string[] = [];

function endpoint(
  args: string[],
  environment: Record<string, string> = {},
  url = 'wss://appliance.example/view',
): Endpoint {
  const request = readArguments(usage, [url, ...args]);
  assert.equal(request.kind, 'run');
  return readConnection(request.argument, request.values, {
    environment,
    warn: (message) => warnings.push(message),
  });
}

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the options for a connection', () => {
  let folder: string;
  let certificates: Certificates;

  before(() => {
    folder = temporaryDirectory();
    certificates = new Certificates();
  });

  after(() => {
    certificates.remove();
  });

  function file(name: string, content: string): string {
    const written = path.join(folder, name);
    writeFileSync(written, content);
    return written;
  }

  it('need not be there', () => {
    const plain = endpoint([]);
    assert.equal(plain.url, 'wss://appliance.example/view');
    assert.deepEqual(plain.headers, {});
    assert.equal(plain.handshakeTimeout, 10_000);
    assert.equal(plain.maxPayload, 32 * 1024 * 1024);
    assert.equal(plain.socketOptions.rejectUnauthorized, true);
  });

  it('say how long, how much and to whom', () => {
    const { handshakeTimeout, maxPayload, socketOptions } = endpoint([
      ...['--timeout', '2.5', '--max-payload', '1', '--servername', 'other.example', '--insecure'],
    ]);
    assert.deepEqual(
      [handshakeTimeout, maxPayload, socketOptions.servername, socketOptions.rejectUnauthorized],
      [2500, 1024 * 1024, 'other.example', false],
    );
  });

  it('take certificate and key from files, and the passphrase from the environment', () => {
    certificates.selfSigned('client');
    const { cert } = certificates.files('client');
    const key = file('locked.key', certificates.lockedKey('client', 'open sesame'));
    const args = ['--ca', cert, '--cert', cert, '--key', key];
    assert.ok(endpoint(args, { ACTIVELOGIC_PASSPHRASE: 'open sesame' }).socketOptions.secureContext);
    assert.throws(() => endpoint(args, { ACTIVELOGIC_PASSPHRASE: 'open barley' }), {
      name: 'WrongUsage',
      message: /^The certificate, the key or the CA cannot be read: /,
    });
  });

  it('take secrets from files and the environment', () => {
    const password = file('password', 'pass word\nsecond line\n');
    const token = file('token', 'a-token\r\n');
    const environment = { ACTIVELOGIC_USER: 'eve', ACTIVELOGIC_PASSWORD: 'in the environment' };
    const AUTHORIZATIONS: readonly [string[], Record<string, string>, string][] = [
      [['--user', 'ann', '--password-file', password], {}, basic('ann:pass word')],
      [['--user', 'ann', '--password-file', password], environment, basic('ann:pass word')],
      [['--user', 'ann'], environment, basic('ann:in the environment')],
      [['--password-file', password], environment, basic('eve:pass word')],
      [[], environment, basic('eve:in the environment')],
      [['--token-file', token], environment, 'Bearer a-token'],
      [[], { ACTIVELOGIC_TOKEN: 'abc' }, 'Bearer abc'],
      [['--user', 'ann', '--password-file', password], { ACTIVELOGIC_TOKEN: 'abc' }, basic('ann:pass word')],
    ];
    for (const [args, variables, authorization] of AUTHORIZATIONS) {
      assert.equal(endpoint(args, variables).headers.Authorization, authorization);
    }
  });

  it('go through the proxy that the environment names', () => {
    process.env.wss_proxy = 'http://127.0.0.1:3128';
    try {
      assert.ok(endpoint([]).socketOptions.agent);
    } finally {
      delete process.env.wss_proxy;
    }
    assert.equal(endpoint([]).socketOptions.agent, undefined);
  });

  const MISTAKES: readonly [string[], Record<string, string>, RegExp][] = [
    [['--timeout', 'soon'], {}, /^--timeout must be a number, but is "soon"$/],
    [['--timeout', '0'], {}, /^--timeout must be a number above 0, but is "0"$/],
    [['--ca', 'missing.pem'], {}, /^--ca must be a file that can be read \(ENOENT.*"missing\.pem"$/],
    [['--ca', __filename], {}, /^The certificate, the key or the CA cannot be read: /],
    [['--cert', __filename], {}, /^--key must be given with --cert$/],
    [['--key', __filename], {}, /^--cert must be given with --key$/],
    [['--user', 'ann'], {}, /^There is no password: set ACTIVELOGIC_PASSWORD/],
    [['--password-file', __filename], {}, /^--password-file must be given with --user$/],
    [['--user', 'ann', '--token-file', __filename], {}, /^--token-file must be given without --user$/],
    [['--token-file', '/dev/null'], {}, /^--token-file must be a file with a secret in its first line/],
    [[], { ACTIVELOGIC_TOKEN: 'hush', ACTIVELOGIC_USER: 'ann' }, /^The environment has both/],
    [[], { ACTIVELOGIC_TOKEN: 'hu\nsh' }, /^The credentials have a character/],
  ];
  for (const [args, environment, message] of MISTAKES) {
    it(`are refused: ${args.map((arg) => path.basename(arg)).join(' ') || Object.keys(environment).join(' ')}`, () => {
      assert.throws(() => endpoint(args, environment), { name: 'WrongUsage', message });
    });
  }

  it('warn of a certificate that is not verified', () => {
    warnings = [];
    endpoint(['--insecure'], {}, 'ws://appliance.example/view');
    endpoint([]);
    assert.deepEqual(warnings, []);
    endpoint(['--insecure']);
    assert.equal(warnings.length, 1);
    assert.match(warnings.join('\n'), /^WARNING: --insecure accepts any certificate.* appliance\.example /);
  });

  it('never repeat the secrets of a URL', () => {
    for (const url of ['ftp://ann:hush@host/?token=quiet', 'ws://ann:hush@host/?token=quiet']) {
      assert.throws(
        () => endpoint([], {}, url),
        (error: Error) => {
          assert.equal(error.name, 'WrongUsage');
          assert.doesNotMatch(error.message, /hush|quiet/);
          return true;
        },
      );
    }
  });
});
