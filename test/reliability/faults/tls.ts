import { LiveViewError } from '../../../lib/errors';
import { Certificates, type Identity } from '../../support/certificates';
import type { Appliance } from '../appliance';
import type { RigOptions } from '../rig';
import type { Fault } from './fault';

const HERE = 'IP:127.0.0.1';

/** Certificates, made when a test first asks for them. */
class Identities {
  readonly certificates = new Certificates();

  constructor() {
    this.certificates.selfSigned('ca');
  }

  readonly good = this.lazy(() => this.certificates.signed('good', 'ca', HERE));
  readonly renewed = this.lazy(() => this.certificates.signed('renewed', 'ca', HERE));
  readonly expired = this.lazy(() => this.certificates.signed('expired', 'ca', HERE, -1));
  readonly stranger = this.lazy(() => this.certificates.selfSigned('stranger', HERE));
  readonly elsewhere = this.lazy(() => this.certificates.signed('elsewhere', 'ca', 'DNS:elsewhere.example'));

  private lazy(make: () => Identity): () => Identity {
    let made: Identity | undefined;
    return () => (made ??= make());
  }
}

let identities: Identities | undefined;

/** The tests' certificates. One CA signs them all, except the stranger's and the CA's own. */
export function madeIdentities(): Identities {
  return (identities ??= new Identities());
}

/** Undoes {@link madeIdentities}. */
export function removeCertificates(): void {
  identities?.certificates.remove();
  identities = undefined;
}

/** Options of a flow that trusts the CA. */
export function trusting({ relay }: Appliance): Partial<RigOptions> {
  const ca = madeIdentities().certificates.files('ca').cert;
  return {
    settings: { url: `wss://${relay.host}/view`, tls: 'tls' },
    others: [{ id: 'tls', type: 'tls-config', cert: '', key: '', ca, verifyservercert: true }],
  };
}

function certificate(name: string, which: (made: Identities) => Identity, reason: string): Fault {
  return {
    name,
    identity: () => madeIdentities().good(),
    rig: trusting,
    begin: ({ system }) => {
      system.present(which(madeIdentities()));
    },
    end: ({ system }) => {
      system.present(madeIdentities().good());
    },
    error: (host) => new LiveViewError('tls', { host, reason }),
  };
}

/** A certificate that is no longer valid from some moment on. */
export const TLS: Fault[] = [
  certificate('a certificate that has expired', (made) => made.expired(), 'certificate has expired'),
  certificate('a certificate of a stranger', (made) => made.stranger(), 'self-signed certificate'),
  certificate(
    'a certificate for another name',
    (made) => made.elsewhere(),
    "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: ",
  ),
];
