import { COLUMN_NAMES, DISTRIBUTION_NAMES, FILTER_NAMES, VALUE_NAMES } from '#lib/documented';
import { ERROR_TEXTS } from '#lib/errors';
import { FILTER_MODES, FILTER_VALUE_KINDS, SYSTEM_ERROR_CODES } from '#lib/protocol/frames';

/** The values of `type` in the frames of profile 1. */
const FRAME_TYPES = ['catalog', 'view', 'update', 'error'];

/** The names of the properties in those frames. */
const PROPERTIES =
  'type profile system name firmware fields column unit title default distributions filters arg values choices services columns expand mode time rows code message fatal';

/** The words of profile 1 itself: a frame is none without them. */
export const PROFILE_WORDS: ReadonlySet<string> = new Set([
  ...FRAME_TYPES,
  ...PROPERTIES.split(' '),
  ...FILTER_MODES,
  ...FILTER_VALUE_KINDS,
  ...SYSTEM_ERROR_CODES,
]);

/** Texts that tell nothing of anybody, wherever they stand as a whole. */
export const KNOWN_TEXTS: ReadonlySet<string> = new Set([
  ...PROFILE_WORDS,
  ...DISTRIBUTION_NAMES,
  ...FILTER_NAMES,
  ...VALUE_NAMES,
  ...COLUMN_NAMES,
  'children',
  'ASYMMETRIC',
  '(none)',
  ...['bit/s', 'ms', 'packets', 'connections', '1', '%'],
  ...['TCP', 'UDP', 'ICMP', 'SCTP', 'GRE', 'ESP'],
  ...['ok', 'true', 'false', 'null', 'none', 'unknown', 'localhost'],
  ...['subscribe', 'unsubscribe', 'request', 'response', 'result', 'status', 'event', 'data', 'ping', 'pong'],
]);

/** Words of sentences, in small letters, that may stand in what a system says. */
export const PLAIN_WORDS: ReadonlySet<string> = new Set([
  ...[...Object.values(ERROR_TEXTS), ...SYSTEM_ERROR_CODES].flatMap((text) =>
    text
      .replace(/__\w+__/g, '')
      .toLowerCase()
      .split(/[^a-z]+/),
  ),
  ...(
    'on off for with from by and but by this that it its be been have are was were will would can could should may ' +
    'there here now then than when where which who only such as if so after before between during while still ' +
    'restart restarts restarting shutdown stop stops stopped stopping start starts started simulator client server ' +
    'out over under above below up down new old more less path paths key keys flag flags kind known allowed denied ' +
    'expected unexpected got given needs need wants want takes take understood understand supported unsupported ' +
    'missing found exist exists empty wrong right valid again later try retry please wait again memory license ' +
    'host hosts name names value values address addresses subscriber subscribers service services object objects ' +
    'network networks connection connections session sessions item items row rows frame frames query user users ' +
    'password token certificate invalid bad not yes true false null none ' +
    'internal failure error failed timeout timed expired permission permitted maximum minimum limit reached exceeded'
  ).split(' '),
]);
