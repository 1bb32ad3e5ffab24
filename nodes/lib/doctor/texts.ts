/**
 * What an examination says, by its codes; the templates have the form of those in `errors.ts`, and what goes wrong on
 * the wire has its text there. A list is shown with commas.
 */

/** What the form of an appliance shows too: the English catalogue repeats them, and the others translate them. */
export const DOCTOR_TEXTS = {
  check: {
    name: 'Name',
    connection: 'Connection',
    tunnel: 'Proxy',
    tls: 'TLS',
    upgrade: 'Upgrade',
    catalog: 'Catalogue',
    ping: 'Ping',
  },
  state: {
    passed: 'passed',
    warning: 'warning',
    failed: 'failed',
    skipped: 'not needed',
    untried: 'not tried',
  },
  says: {
    untried: 'Not tried',
    address: '__host__ is an address, no name',
    addresses: '__host__ is __addresses__',
    accepts: '__address__ accepts connections on port __port__',
    'accepts-one': '__address__ accepts connections on port __port__, but not __others__',
    tunnel: '__proxy__ opens a tunnel to __host__',
    'tunnel-refused': '__proxy__ opens no tunnel to __host__ (__status__)',
    'not-a-proxy': '__proxy__ does not answer as a proxy: __reason__',
    'no-tls': 'Not used with ws://',
    'readable-credentials': 'Not used with ws://: the credentials can be read on the way',
    certificate: '__protocol__, valid until __until__ (__days__ days), for __names__, chain: __chain__',
    'expires-soon': 'The certificate of __subject__ expires on __until__ (days left: __days__)',
    'not-verified': 'The certificate is not verified: for __names__, valid until __until__, chain: __chain__',
    'self-signed': 'The certificate of __subject__ is signed by itself, and not trusted here',
    'unknown-ca': 'The certificate of __subject__ is signed by __issuer__, which is not trusted here',
    'chain-incomplete':
      'The certificate of __subject__ is signed by __issuer__, which is not trusted here, and whose own certificate was not sent',
    expired: 'The certificate of __subject__ has expired on __until__',
    'not-yet-valid': 'The certificate of __subject__ is not valid before __from__',
    'other-name': 'The certificate is for __names__, not for __name__',
    'not-tls': '__host__ answers, but not with TLS',
    'tls-closed': '__host__ ends the connection during the TLS handshake',
    'speaks-tls': '__host__ speaks TLS, but the URL begins with ws://',
    upgrade: 'A WebSocket at __path__',
    catalog:
      '__system__, firmware __firmware__: __distributions__ distributions, __filters__ filters, __services__ services, __columns__ columns',
    'catalog-only':
      '__system__: __distributions__ distributions, __filters__ filters, __services__ services, __columns__ columns',
    pong: 'A ping is answered',
    'no-ping': 'Turned off',
  },
  advice: {
    name: 'Check the name in the URL, and whether this machine can look it up.',
    refused: 'Nothing listens there: check the port in the URL, and whether the API of the appliance is on.',
    unreachable: 'Check the address in the URL, and the network and firewalls in between.',
    noAnswer: 'Check the address and the port in the URL, and firewalls in between.',
    proxy: 'Check the proxy that the environment names.',
    proxyCredentials: 'The proxy wants a user name and a password: they belong in its URL.',
    proxyForbids: 'The proxy does not allow this name or port: allow it there, or add the name to no_proxy.',
    proxyCannot: 'The proxy cannot reach it: check the name and the port, or add the name to no_proxy.',
    useWss: 'Use wss://.',
    useWs: 'There seems to be no TLS on this port: check the port, or use ws://.',
    trustIt: 'If it is the certificate of the appliance, trust it: use it as the CA.',
    trustCa: 'Trust the CA that has signed it.',
    trustChain:
      'Trust the CA that has signed it. If that is trusted already, the appliance has to send the certificates in between too.',
    renew: 'Renew the certificate, or check the clocks.',
    renewSoon: 'Renew the certificate in time.',
    otherName: 'Use a name of the certificate in the URL, or as the server name for TLS.',
    verify: 'Whoever is in between can read and change everything: trust the CA, and verify the certificate.',
    handshake: 'It may be something else than TLS, or there is no version of TLS that both sides know.',
    clientCertificate: 'The appliance may want a certificate of this side, and one that it trusts.',
    credentials: 'Check the credentials.',
    path: 'Check the path of the URL, such as /view.',
    views: 'Close views that nobody needs, or try again later.',
    notAnAppliance:
      'Something else than an appliance may answer there: check the URL, or whether a proxy lets WebSockets through.',
    gateway: 'A proxy in front of the appliance answers, and cannot reach it.',
    profile: 'Look for a newer version of this package.',
    frames: 'The appliance speaks otherwise than expected: another codec may understand it.',
    payload: 'Allow larger frames.',
    pings: 'Something in between may drop pings: connections would be ended again and again.',
  },
} as const;

/** What only the command shows. */
export const VIEW_TEXTS = {
  check: {
    update: 'First update',
    rate: 'Updates',
    clock: 'Clock',
  },
  says: {
    update: '__items__ items, __kilobytes__ kB',
    'empty-update': 'No items',
    rate: 'One every __interval__ s (__shortest__ to __longest__), __kilobytes__ kB each, __updates__ looked at',
    'slow-updates':
      'Only one every __interval__ s (__shortest__ to __longest__), __kilobytes__ kB each, __updates__ looked at',
    'fast-updates':
      'One every __interval__ s (__shortest__ to __longest__), __kilobytes__ kB each, __updates__ looked at',
    clock: 'The clocks of both sides agree to __seconds__ s',
    'clock-ahead': 'The clock of the system is __seconds__ s ahead of this one',
    'clock-behind': 'The clock of the system is __seconds__ s behind this one',
    'no-time': 'The system does not say its time: that of arrival counts',
  },
  advice: {
    view: 'The system offers: __offered__.',
    noUpdate: 'Look for the reason in the log of the system; a narrower view may help.',
    empty: 'There is no traffic, or the filters let nothing through.',
    slow: 'Alarms come late: one update a second is usual. The system may be busy; a narrower view may help.',
    fast: 'One update a second is usual. An interval in the liveview nodes saves work.',
    clock: 'Synchronise both with NTP, or times in databases and alarms are wrong.',
  },
} as const;

export type Check = keyof typeof DOCTOR_TEXTS.check | keyof typeof VIEW_TEXTS.check;
export type State = keyof typeof DOCTOR_TEXTS.state;
export type Said = keyof typeof DOCTOR_TEXTS.says | keyof typeof VIEW_TEXTS.says;
export type Advice = keyof typeof DOCTOR_TEXTS.advice | keyof typeof VIEW_TEXTS.advice;
