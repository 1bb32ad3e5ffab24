import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Endpoint } from '../../../lib/socket/endpoint';
import { readArguments, type Usage } from '../../../tools/commands/arguments';
import { CONNECTION_OPTIONS, readConnection } from '../../../tools/commands/connection';
import { Certificates } from '../../support/certificates';
import { temporaryDirectory } from '../../support/temporary';

const usage: Usage<typeof CONNECTION_OPTIONS> = {
  name: 'example',
  summary: '',
  argument: '<URL>',
  sections: [],
  options: CONNECTION_OPTIONS,
};

/** The warnings since the last look. */
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

  function file(name: string, content: string | Buffer): string {
    const written = path.join(folder, name);
    writeFileSync(written, content);
    return written;
  }

  it('are all optional', () => {
    const plain = endpoint([]);
    assert.equal(plain.url, 'wss://appliance.example/view');
    assert.deepEqual(plain.headers, {});
    assert.equal(plain.handshakeTimeout, 10_000);
    assert.equal(plain.maxPayload, 32 * 1024 * 1024);
    assert.equal(plain.tls.rejectUnauthorized, true);
  });

  it('can have headers, secret ones from a file or the environment', () => {
    const secret = { ACTIVELOGIC_HEADERS: 'X-Key: hush-1234\r\n\r\nCookie: sid=hush-5678\n' };
    const origin = ['--header', 'Origin: https://a.example:1', '--header', 'X-A:1'];
    const sent = { Origin: 'https://a.example:1', 'X-A': '1', 'X-Key': 'hush-1234', Cookie: 'sid=hush-5678' };
    const fromFile = file('headers', Buffer.from(`\ufeff${secret.ACTIVELOGIC_HEADERS}`, 'utf16le'));
    for (const given of [
      endpoint(origin, secret),
      endpoint([...origin, '--header-file', fromFile], { ACTIVELOGIC_HEADERS: 'X-Other: 1' }),
    ]) {
      assert.deepEqual(given.headers, sent);
      assert.equal(given.hide('a hush-1234 hush-5678 https://a.example:1'), 'a *** *** https://a.example:1');
    }
  });

  it('accept no secret header on the command line', () => {
    for (const name of ['Authorization', 'cookie', 'Proxy-Authorization'])
      assert.throws(
        () => endpoint(['--header', `${name}: hush`]),
        ({ name: kind, message }: Error) =>
          kind === 'WrongUsage' && message.includes('--header-file') && !message.includes('hush'),
      );
  });

  it('set the times, limits and addresses', () => {
    const { handshakeTimeout, maxPayload, tls } = endpoint([
      ...['--timeout', '2.5', '--max-payload', '1', '--servername', 'other.example', '--insecure'],
    ]);
    assert.deepEqual(
      [handshakeTimeout, maxPayload, tls.servername, tls.rejectUnauthorized],
      [2500, 1024 * 1024, 'other.example', false],
    );
  });

  it('read certificate and key from files, and the passphrase from the environment', () => {
    certificates.selfSigned('client');
    const { cert } = certificates.files('client');
    const key = file('locked.key', certificates.lockedKey('client', 'open sesame'));
    const args = ['--ca', cert, '--cert', cert, '--key', key];
    assert.ok(endpoint(args, { ACTIVELOGIC_PASSPHRASE: 'open sesame' }).tls.secureContext);
    assert.throws(() => endpoint(args, { ACTIVELOGIC_PASSPHRASE: 'open barley' }), {
      name: 'WrongUsage',
      message: /^The certificate, the key or the CA cannot be read: /,
    });
  });

  it('read secrets from files and the environment', () => {
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

  const TOKEN = 'tökén 1';
  const big = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
  const ENCODED: readonly [string, Buffer][] = [
    ['UTF-8', Buffer.from(`${TOKEN}\n`)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TOKEN}\r\nmore`)],
    ['UTF-16', Buffer.from(`\ufeff${TOKEN}\r\nmore`, 'utf16le')],
    ['UTF-16 of the other order', big(`\ufeff${TOKEN}\r\n`)],
  ];
  for (const [what, content] of ENCODED) {
    it(`accept a secret from a file in ${what}`, () => {
      const { headers } = endpoint(['--user', 'ann', '--password-file', file(what, content)]);
      assert.equal(headers.Authorization, basic(`ann:${TOKEN}`));
    });
  }

  const GARBAGE: readonly [string, Buffer][] = [
    ['UTF-16 without a byte order mark', Buffer.from('secret', 'utf16le')],
    ['UTF-32', Buffer.concat(Array.from('\ufeffsecret', (c) => Buffer.from(`${c}\0`, 'utf16le')))],
    ['Latin 1', Buffer.from('sécret', 'latin1')],
    ['odd UTF-16', Buffer.from('fffe730065', 'hex')],
    ['bytes', Buffer.from('0102030405', 'hex')],
  ];
  for (const [what, content] of GARBAGE) {
    it(`refuse a secret from a file in ${what}`, () => {
      for (const args of [['--token-file'], ['--user', 'ann', '--password-file']])
        assert.throws(() => endpoint([...args, file(what, content)]), {
          name: 'WrongUsage',
          message:
            /^--(?:token|password)-file (?:must be a file in UTF-8|contains characters that a secret cannot have)/,
        });
    });
  }

  it('leave a byte order mark out of a secret from the environment', () => {
    assert.equal(endpoint([], { ACTIVELOGIC_TOKEN: '\ufeffabc' }).headers.Authorization, 'Bearer abc');
  });

  it('do not take the name of a variable for a secret', () => {
    for (const name of ['${NOPE}', '${}', '${NOPE:-}']) {
      const inFile = file('variable', `${name}\n`);
      const attempts: [string[], Record<string, string>][] = [
        [[], { ACTIVELOGIC_TOKEN: name }],
        [[], { ACTIVELOGIC_USER: name, ACTIVELOGIC_PASSWORD: 'x' }],
        [[], { ACTIVELOGIC_USER: 'ann', ACTIVELOGIC_PASSWORD: name }],
        [['--user', name], { ACTIVELOGIC_PASSWORD: 'x' }],
        [['--token-file', inFile], {}],
        [['--user', 'ann', '--password-file', inFile], {}],
        [[], { ACTIVELOGIC_PASSPHRASE: name }],
      ];
      for (const [args, environment] of attempts) {
        assert.throws(() => endpoint(args, environment), {
          name: 'WrongUsage',
          message: / contains the name of a variable, \$.* instead of its value$/,
        });
      }
    }
    const password = '$pa${ss}word$';
    const environment = { ACTIVELOGIC_USER: 'ann', ACTIVELOGIC_PASSWORD: password };
    assert.equal(endpoint([], environment).headers.Authorization, basic(`ann:${password}`));
  });

  it('use the proxy that the environment names', () => {
    process.env.wss_proxy = 'http://127.0.0.1:3128';
    try {
      assert.ok(endpoint([]).proxy);
    } finally {
      delete process.env.wss_proxy;
    }
    assert.equal(endpoint([]).proxy, undefined);
  });

  const MISTAKES: readonly [string[], Record<string, string>, RegExp][] = [
    [['--timeout', 'soon'], {}, /^--timeout must be a number, but is "soon"$/],
    [['--timeout', '0'], {}, /^--timeout must be a number above 0, but is "0"$/],
    [['--ca', 'missing.pem'], {}, /^--ca must be a file that can be read \(ENOENT.*"missing\.pem"$/],
    [['--ca', __filename], {}, /^The certificate, the key or the CA cannot be read: /],
    [['--cert', __filename], {}, /^--key must be given with --cert$/],
    [['--key', __filename], {}, /^--cert must be given with --key$/],
    [['--user', 'ann'], {}, /^The password is missing: set ACTIVELOGIC_PASSWORD/],
    [['--password-file', __filename], {}, /^--password-file must be given with --user$/],
    [['--user', 'ann', '--token-file', __filename], {}, /^--token-file must be given without --user$/],
    [['--token-file', '/dev/null'], {}, /^--token-file must be a file with a secret in its first line/],
    [
      [],
      { ACTIVELOGIC_TOKEN: 'hush', ACTIVELOGIC_USER: 'ann' },
      /^ACTIVELOGIC_TOKEN and ACTIVELOGIC_USER are both set/,
    ],
    [
      [],
      { ACTIVELOGIC_TOKEN: 'hu\nsh' },
      /^ACTIVELOGIC_TOKEN contains characters that a secret cannot have$/,
    ],
    [[], { ACTIVELOGIC_TOKEN: 'hüш' }, /^The credentials contain a character/],
    [['--header', 'hush'], {}, /^--header must have headers such as/],
    [
      ['--header', 'Host: hush'],
      {},
      /^headers\[0\].name: the WebSocket handshake sets the header Host itself$/,
    ],
    [['--header', ': hush'], {}, /^headers\[0\].name must be the name of an HTTP header/],
    [['--header', 'A:'], {}, /^headers\[0\].value must not be empty$/],
    [['--header', 'A: hu\x1bsh'], {}, /^--header contains characters that a secret cannot have$/],
    [['--header-file', '/dev/null/a'], {}, /^--header-file must be a file that can be read/],
    [[], { ACTIVELOGIC_HEADERS: 'A hush' }, /^ACTIVELOGIC_HEADERS must have headers such as/],
    [[], { ACTIVELOGIC_HEADERS: 'A: ${hush}' }, /^ACTIVELOGIC_HEADERS contains the name of a variable/],
    [
      ['--header', 'a: 1'],
      { ACTIVELOGIC_HEADERS: 'A: hush' },
      /^headers\[1\].name: the header A is already in the list$/,
    ],
    [['--token-file', '/dev/zero'], {}, /^--token-file must be a file that can be read \(it is larger/],
  ];
  for (const [args, environment, message] of MISTAKES) {
    it(`are refused: ${args.map((arg) => path.basename(arg)).join(' ') || Object.keys(environment).join(' ')}`, () => {
      assert.throws(() => endpoint(args, environment), { name: 'WrongUsage', message });
    });
  }

  it('warn about a certificate that is not verified', () => {
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
