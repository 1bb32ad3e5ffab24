/**
 * The English texts of the library and the doctor, by code. The templates use the form of Node-RED's catalogues
 * (`__name__`). The build copies them into the sections `errors` and `doctor` of the English catalogue. The
 * catalogues of the other languages translate them under the same keys.
 */

/** All errors. */
export const ERROR_TEXTS = {
  'name-not-found': 'The name __host__ was not found',
  'connection-refused': '__host__ refuses the connection',
  unreachable: '__host__ cannot be reached (__reason__)',
  tls: 'TLS to __host__ failed: __reason__',
  unauthorized: '__host__ does not accept the credentials (__status__)',
  'no-credentials': '__host__ asks for credentials, but none are set (__status__)',
  'wrong-path': '__host__ has nothing at the path __path__ (404)',
  'too-many-views': '__host__ has too many views open (__status__)',
  'http-status': '__host__ answered with HTTP status __status__ instead of a WebSocket',
  'not-a-websocket': '__host__ does not speak WebSocket: __reason__',
  'no-websocket': '__host__ ended the connection instead of opening a WebSocket',
  'no-answer': '__host__ did not answer within __seconds__ s',
  'no-catalog': '__host__ sent no catalogue within __seconds__ s',
  'no-update': '__host__ sent no update for __seconds__ s',
  'no-pong': '__host__ did not answer a ping within __seconds__ s',
  'profile-unknown': '__host__ speaks profile __profile__; this version knows profile 1',
  'frame-too-large': '__host__ sent a frame of more than __limit__ bytes',
  lost: 'The connection to __host__ was lost (__reason__)',
  ended: '__host__ ended the connection (__status__)',
  'view-refused': '__host__ refused the view: __message__ (__systemCode__)',
  'system-error': '__host__ reports: __message__ (__systemCode__)',
  'invalid-frame': 'A frame from __host__ was skipped: __reason__',
  'invalid-frames': '__count__ frames from __host__ were skipped on a connection that has ended',
  'codec-failed': 'The codec __codec__ failed: __reason__',
  'codec-refusal': 'The codec __codec__ cannot tell whether the view was refused: __reason__',
  'not-connected': 'The view is not connected',
  'already-connected': 'The view is already connected; a View connects once',
  closed: 'The view was closed',
  'invalid-tls': 'The certificate, the key or the CA cannot be read: __reason__',
  'invalid-proxy': 'The proxy that the environment names cannot be used: __reason__',
  'proxy-scheme':
    'The proxy __proxy__ from the environment cannot be used: only HTTP is supported, not __scheme__',
  'tunnel-refused': '__proxy__ refuses a tunnel to __host__ (__status__)',
  'not-a-proxy': '__proxy__ does not answer like a proxy: __reason__',
  'invalid-credentials': 'The credentials contain a character that an HTTP header cannot carry',
  'invalid-header-name': '__field__ must be the name of an HTTP header, but is __value__',
  'header-owned': '__field__: the WebSocket handshake sets the header __name__ itself',
  'header-authorization': '__field__: the credentials already set the header __name__',
  'header-twice': '__field__: the header __name__ is already in the list',
  'invalid-header-value': '__field__ contains a character that an HTTP header cannot carry',
  'header-without-value': 'The header __name__ has no stored value: enter it again',
  'invalid-codec': '__field__ must be a codec, with a name and a function open, but is __value__',
  'invalid-url': 'The URL __value__ is not a ws:// or wss:// URL',
  'url-credentials': 'The URL of __host__ contains a user name or password; they belong in the credentials',
  'invalid-object': '__field__ must be an object, but is __value__',
  'invalid-list': '__field__ must be a list, but is __value__',
  'invalid-name': '__field__ must be a name, but is __value__',
  'invalid-text': '__field__ must be text, but is __value__',
  'invalid-flag': '__field__ must be true or false, but is __value__',
  'invalid-filter-value': '__field__ must be text, a number or true or false, but is __value__',
  'no-filter-values': '__field__ must have at least one value',
  'no-distribution': 'A view needs at least one distribution',
  'too-many-distributions': '__field__ is too many: a view has at most __limit__ distributions',
  'invalid-choice': '__field__ must be one of __choices__, but is __value__',
  'invalid-measurement': '__field__ must be text without space, comma, # and \\, but is __value__',
  'nothing-to-sort-by': 'The view has no column __column__ to sort by',
  'nothing-asked': 'A message must have msg.view, or msg.action with open, close or once',
  'invalid-number': '__field__ must be a number of at least __minimum__, but is __value__',
  'value-missing': '__field__: __name__ has no value',
  'value-empty': '__field__ must not be empty',
  'value-failed': '__field__: __name__ cannot be read: __reason__',
  'variable-missing': '__field__: the variable __name__ is not set',
  'no-conditions': 'An alert needs at least one condition',
  'condition-object': 'Condition __number__ must be an object, but is __value__',
  'condition-column': 'Condition __number__: __field__ must be a column, but is __value__',
  'condition-choice': 'Condition __number__: __field__ must be one of __choices__, but is __value__',
  'condition-number': 'Condition __number__: __field__ must be a number, but is __value__',
  'condition-clear-above':
    'Condition __number__: the threshold to clear at (__clear__) must not be above the threshold (__raise__)',
  'condition-clear-below':
    'Condition __number__: the threshold to clear at (__clear__) must not be below the threshold (__raise__)',
  'invalid-level': 'level must be leaf, top or the number of a level from 1, but is __value__',
  'not-a-number': '__field__ must be a number, but is __value__',
  'above-zero': '__field__ must be a number of seconds above 0, but is __value__',
  'invalid-path': '__field__ must be a list of names, but is __value__',
  'invalid-silence':
    '__field__ must be false, or {id or path, for, reason} with seconds in for, but is __value__',
  'no-such-alarm': '__field__ must be the id of an active alarm, but is __value__',
  'unknown-store': 'Node-RED has no context store __value__; its settings name: __choices__',
  'not-an-update':
    'A message must come from a liveview node, with its items in msg.payload and its msg.liveview, or have msg.reset = true, msg.silence or msg.ack',
  'level-not-there':
    'The update has no items on level __level__: the view has fewer levels, or the message contains rows, which are leaf items only',
  'column-not-there': 'No item of the view has a number in the column __columns__',
  'only-grows':
    'The column __column__ of __appliance__ should count per update, but only ever grows: set “Counters” of the appliance to “Since the start”',
};

/** The doctor's texts, for the command and for the appliance's form. A list is shown with commas. */
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
    address: '__host__ is an address, not a name',
    addresses: '__host__ resolves to __addresses__',
    accepts: '__address__ accepts connections on port __port__',
    'accepts-one': '__address__ accepts connections on port __port__, but not __others__',
    tunnel: '__proxy__ opens a tunnel to __host__',
    'no-tls': 'Not used with ws://',
    'readable-credentials': 'Not used with ws://: anyone on the network path can read the credentials',
    certificate: '__protocol__, valid until __until__ (__days__ days), for __names__, chain: __chain__',
    'expires-soon': 'The certificate of __subject__ expires on __until__ (days left: __days__)',
    'not-verified': 'The certificate is not verified: for __names__, valid until __until__, chain: __chain__',
    'self-signed': 'The certificate of __subject__ is self-signed, and not trusted here',
    'unknown-ca': 'The certificate of __subject__ is signed by __issuer__, which is not trusted here',
    'chain-incomplete':
      'The certificate of __subject__ is signed by __issuer__. That issuer is not trusted here, and its own certificate was not sent',
    expired: 'The certificate of __subject__ expired on __until__',
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
    pong: 'The ping was answered',
    'no-ping': 'Turned off',
  },
  advice: {
    name: 'Check the name in the URL, and whether this machine can look it up.',
    refused:
      'Nothing listens there: check the port in the URL, and whether the API of the appliance is enabled.',
    unreachable: 'Check the address in the URL, and the network and firewalls in between.',
    noAnswer: 'Check the address and the port in the URL, and firewalls in between.',
    proxy: 'Check the proxy that the environment names.',
    proxyCredentials:
      'The proxy requires a user name and a password: add them to its URL, or correct them there.',
    proxyForbids: 'The proxy does not allow this name or port: allow it there, or add the name to no_proxy.',
    proxyCannot: 'The proxy cannot reach it: check the name and the port, or add the name to no_proxy.',
    useWss: 'Use wss://.',
    useWs: 'There seems to be no TLS on this port: check the port, or use ws://.',
    trustIt: 'If this is the certificate of the appliance, trust it: use it as the CA.',
    trustCa: 'Trust the CA that signed it.',
    trustChain:
      'Trust the CA that signed it. If you already do, the appliance must also send the certificates in between.',
    renew: 'Renew the certificate, or check the clocks.',
    renewSoon: 'Renew the certificate in time.',
    otherName: 'Use a name from the certificate in the URL, or as the server name for TLS.',
    verify:
      'Anyone on the network path can read and change everything: trust the CA, and verify the certificate.',
    handshake: 'The port may not use TLS, or the two sides have no TLS version in common.',
    clientCertificate: 'The appliance may require a client certificate that it trusts.',
    credentials: 'Check the credentials.',
    noCredentials: 'Set a user name and a password, a token, or a header that the appliance expects.',
    path: 'Check the path of the URL, such as /view.',
    views: 'Close views that you do not need, or try again later.',
    notAnAppliance:
      'Something other than an appliance may answer there: check the URL, and whether a proxy lets WebSockets through.',
    gateway: 'A proxy in front of the appliance answers, but cannot reach it.',
    profile: 'Look for a newer version of this package.',
    frames: 'The frames differ from what is expected: another codec may understand them.',
    codecFrames:
      'The codec does not understand these frames, or has a fault: try it on a recording with openCodec, or ask its author.',
    echo: 'The appliance, or something in front of it, sends the credentials back: find out what does, and turn that off.',
    payload: 'Allow larger frames.',
    reported:
      'The connection works. Look for the reason in the log of the appliance, or of the gateway in front of it.',
    codec: 'The codec is at fault: try it on a recording with openCodec, or ask its author.',
    pings: 'Something in between may drop pings. Connections would then end again and again.',
  },
};

/** Texts that only the doctor's command uses. */
export const VIEW_TEXTS = {
  check: {
    update: 'First update',
    rate: 'Updates',
    clock: 'Clock',
    counters: 'Counters',
  },
  says: {
    update: '__items__ items, __kilobytes__ kB',
    'empty-update': 'No items',
    rate: 'One every __interval__ s (__shortest__ to __longest__), __kilobytes__ kB each, over __updates__ updates',
    'slow-updates':
      'Only one every __interval__ s (__shortest__ to __longest__), __kilobytes__ kB each, over __updates__ updates',
    'fast-updates':
      'One every __interval__ s (__shortest__ to __longest__), __kilobytes__ kB each, over __updates__ updates',
    'one-update': 'No second update within __seconds__ s',
    clock: 'The clocks of both sides agree to __seconds__ s',
    'clock-ahead': 'The clock of the appliance is __seconds__ s ahead of this one',
    'clock-behind': 'The clock of the appliance is __seconds__ s behind this one',
    'no-time': 'The appliance sends no time, so the time of arrival counts',
    'counters-update': 'Drops and totals seem to count per update',
    'counters-total': 'Drops and totals seem to count since the start',
    'counts-update': '__columns__: often fall, so they seem to count per update',
    'counts-total': '__columns__: hardly ever fall, so they seem to count since the start',
    'counters-unclear':
      'Too few changes to tell whether drops and totals count per update or since the start',
  },
  advice: {
    view: 'The appliance offers: __offered__.',
    noUpdate:
      'Look for the reason in the log of the appliance; a narrower view may help. If updates are rare, wait longer with --timeout.',
    seldom:
      'If updates are rare, measure for longer with --seconds. If they should come faster, look for the reason in the log of the appliance.',
    empty: 'There is no traffic, or the filters let nothing through.',
    slow: 'Alarms come late: one update a second is usual. The appliance may be busy; a narrower view may help.',
    fast: 'One update a second is usual. An interval in the liveview nodes saves work.',
    clock: 'Synchronise both with NTP. Otherwise times in databases and alarms are wrong.',
    countersTotal:
      'They are declared as counting per update. Set “Counters” of the appliance to “Since the start”. If the catalogue declares them, correct it there.',
    countersUpdate:
      'They are declared as counting since the start. Set “Counters” of the appliance to “Per update”. If the catalogue declares them, correct it there.',
  },
};

/** The sections of the appliance's English catalogue that come from this file. */
export const CATALOGUE_TEXTS = { errors: ERROR_TEXTS, doctor: DOCTOR_TEXTS } as const;

export type Check = keyof typeof DOCTOR_TEXTS.check | keyof typeof VIEW_TEXTS.check;
export type State = keyof typeof DOCTOR_TEXTS.state;
export type FindingCode = keyof typeof DOCTOR_TEXTS.says | keyof typeof VIEW_TEXTS.says;
export type Advice = keyof typeof DOCTOR_TEXTS.advice | keyof typeof VIEW_TEXTS.advice;

export type ErrorTexts = typeof ERROR_TEXTS;
export type DoctorTexts = typeof DOCTOR_TEXTS;
