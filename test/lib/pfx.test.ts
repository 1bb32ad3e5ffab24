import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TLSSocket } from 'node:tls';
import { dial } from '../../lib/socket/dial';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import { Certificates } from '../support/certificates';
import { ScriptedSystem } from '../support/scripted-system';

describe('a PKCS #12 file', () => {
  const certificates = new Certificates();
  after(() => {
    certificates.remove();
  });

  it('has the client’s certificate, and the CA that is trusted', async () => {
    const identity = certificates.selfSigned('gw', 'IP:127.0.0.1');
    certificates.selfSigned('client');
    const { cert, key } = certificates.files('client');
    const file = path.join(certificates.folder, 'client.p12');
    const names = ['-inkey', key, '-in', cert, '-certfile', certificates.files('gw').cert, '-out', file];
    execFileSync('openssl', ['pkcs12', '-export', ...names, '-passout', 'pass:locked']);
    const system = await ScriptedSystem.start(identity);
    try {
      const tls = { pfx: readFileSync(file), passphrase: 'locked' };
      const endpoint = createEndpoint({ ...ENDPOINT_DEFAULTS, url: `wss://${system.host}/view`, tls });
      const socket = await dial(endpoint, { signal: new AbortController().signal });
      assert.ok(socket instanceof TLSSocket);
      assert.match(JSON.stringify(socket.getCertificate()), /client/);
      socket.destroy();
      assert.throws(
        () =>
          createEndpoint({ ...ENDPOINT_DEFAULTS, url: 'wss://gw/', tls: { ...tls, passphrase: 'other' } }),
        { code: 'invalid-tls' },
      );
    } finally {
      await system.stop();
    }
  });
});
