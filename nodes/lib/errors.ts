/**
 * Everything that can go wrong, as a code with parameters, so that a caller can translate it. The texts are
 * templates in the form of Node-RED's catalogues (`__name__`); the English catalogue repeats them.
 */
export const ERROR_TEXTS = {
  'name-not-found': 'The name __host__ was not found',
  'connection-refused': '__host__ refuses the connection',
  unreachable: '__host__ cannot be reached (__reason__)',
  tls: 'TLS to __host__ failed: __reason__',
  unauthorized: '__host__ does not accept the credentials (__status__)',
  'wrong-path': '__host__ has nothing at the path __path__ (404)',
  'too-many-views': '__host__ has too many views open (__status__)',
  'http-status': '__host__ answered with HTTP status __status__ instead of a WebSocket',
  'not-a-websocket': '__host__ does not speak WebSocket: __reason__',
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
  'not-connected': 'The view is not connected',
  'already-connected': 'The view is already connected; a View connects once',
  closed: 'The view was closed',
  'invalid-tls': 'The certificate, the key or the CA cannot be read: __reason__',
  'invalid-proxy': 'The proxy that the environment names cannot be used: __reason__',
  'invalid-credentials': 'The credentials have a character that an HTTP header cannot carry',
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
  'invalid-choice': '__field__ must be one of __choices__, but is __value__',
  'invalid-measurement': '__field__ must be text without space, comma, # and \\, but is __value__',
  'nothing-to-sort-by': 'The view has no column __column__ to sort by',
  'nothing-asked': 'A message must have msg.view, or msg.action with open or close',
  'invalid-number': '__field__ must be a number of at least __minimum__, but is __value__',
  'value-missing': '__field__: __name__ has no value',
  'value-failed': '__field__: __name__ cannot be read: __reason__',
  'variable-missing': '__field__: the variable __name__ is not set',
  'no-conditions': 'An alert needs at least one condition',
  'condition-object': 'Condition __number__ must be an object, but is __value__',
  'condition-column': 'Condition __number__: __field__ must be a column, but is __value__',
  'condition-choice': 'Condition __number__: __field__ must be one of __choices__, but is __value__',
  'condition-number': 'Condition __number__: __field__ must be a number, but is __value__',
  'condition-clear-above': 'Condition __number__: clear (__clear__) must not be above raise (__raise__)',
  'condition-clear-below': 'Condition __number__: clear (__clear__) must not be below raise (__raise__)',
  'invalid-level': 'level must be leaf, top or the number of a level from 1, but is __value__',
  'invalid-count': '__field__ must be a whole number of at least 1, but is __value__',
  'not-an-update':
    'A message must be one of a liveview node, with its items in msg.payload and its msg.liveview, or have msg.reset = true',
  'level-not-there':
    'The update has no items on level __level__: the view has fewer levels, or the message has rows, which are leaf items only',
} as const;

/** The code of a {@link LiveViewError}; each is documented by its text in {@link ERROR_TEXTS}. */
export type ErrorCode = keyof typeof ERROR_TEXTS;

export type ErrorParams = Readonly<Record<string, string | number>>;

/** An error of this package: `code` for programs, `params` to translate it with, `message` in English. */
export class LiveViewError extends Error {
  override readonly name = 'LiveViewError';

  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    options?: ErrorOptions,
  ) {
    super(fill(ERROR_TEXTS[code], params), options);
  }
}

/** A template with its parameters in their places. */
export function fill(template: string, params: ErrorParams): string {
  return template.replace(/__(\w+?)__/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
