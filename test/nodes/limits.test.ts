import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GRACE } from '../../lib/feed/pool';
import { LONGEST_PING } from '../../lib/doctor/examination';
import { LARGEST as MOST_TEXTS, LONGEST as LONGEST_TEXT } from '../../lib/protocol/text-cache';
import { ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import { MOST_WAITING as MOST_UPDATES } from '../../nodes/liveview/queue';
import { MOST_ITEMS } from '../../nodes/liveview/window';
import { MOST_CONNECTIONS } from '../../nodes/liveview/sent';
import { AT_ONCE, FIRST_SILENCE, GROWTH } from '../../nodes/liveview/report-limit';
import { LONGEST_URL } from '../../lib/socket/url';
import { LONGEST_PEER_TEXT } from '../../lib/socket/peer-text';
import { CLOSE_TIMEOUT } from '../../lib/socket/session';
import { MOST_CATALOGS } from '../../nodes/admin/catalogs';
import { LONGEST_HANDSHAKE } from '../../nodes/admin/draft-endpoint';
import { LARGEST_BODY } from '../../nodes/admin/http';
import { LONGEST_PREVIEW, PREVIEW_INTERVAL } from '../../nodes/admin/preview';
import { ALL_ITEMS, CHILDREN, TOP_ITEMS } from '../../nodes/admin/preview-items';
import { MOST_PREVIEWS } from '../../nodes/admin/previews';
import { RECONNECT_DEFAULTS } from '../../lib/settings/connection';
import { MOST_DISTRIBUTIONS } from '../../lib/settings/view';
import { STATUS_INTERVAL } from '../../nodes/runtime/status';
import { MOST_WAITING } from '../../tools/recording/write';
import { ROOT } from '../support/root';

/** The values in the code, by the first words of their description in docs/limits.md. */
const LIMITS: Readonly<Record<string, string>> = {
  'a frame': `${ENDPOINT_DEFAULTS.maxPayload} MiB`,
  'connection, upgrade and catalogue': `${ENDPOINT_DEFAULTS.handshakeTimeout} s`,
  'a ping': `${ENDPOINT_DEFAULTS.heartbeat} s`,
  'silence between updates': `${ENDPOINT_DEFAULTS.staleAfter} s`,
  'the longest delay': `${RECONNECT_DEFAULTS.max} s`,
  'the closing handshake': `${CLOSE_TIMEOUT / 1000} s`,
  'a view that no node needs': `${GRACE / 1000} s`,
  'distributions of a view': `${MOST_DISTRIBUTIONS}`,
  'updates that wait for a flow': `${MOST_UPDATES}`,
  'items of an interval': MOST_ITEMS.toLocaleString('en'),
  'connections whose last update': `${MOST_CONNECTIONS}`,
  'errors of an appliance': `${AT_ONCE} at once, then after silences of ${FIRST_SILENCE / 60_000} min, ${GROWTH} times as long each`,
  'an appliance’s words': `${LONGEST_PEER_TEXT} characters`,
  'statuses of a node': `${1000 / STATUS_INTERVAL} a second`,
  'an appliance’s URL': `${LONGEST_URL} characters`,
  'the body of a request': `${LARGEST_BODY} KiB`,
  'catalogue requests and tests': `${MOST_CATALOGS}`,
  'in the test of a connection': `${LONGEST_HANDSHAKE / 1000} s, ${LONGEST_HANDSHAKE / 1000} s, ${LONGEST_PING / 1000} s`,
  'frames that wait for the disk': `${MOST_WAITING / 2 ** 20} MiB`,
  'names and other texts': `${MOST_TEXTS.toLocaleString('en')} of at most ${LONGEST_TEXT} bytes`,
  'previews at once': `${MOST_PREVIEWS}`,
  'a preview': `${LONGEST_PREVIEW} s`,
  'lines of a preview': `${1000 / PREVIEW_INTERVAL} a second`,
  'items of a preview on the outermost': `${TOP_ITEMS}`,
  'items of a preview below': `${CHILDREN}`,
  'items of a preview in all': `${ALL_ITEMS}`,
};

describe('the resource limits that docs/limits.md states', () => {
  const text = readFileSync(path.join(ROOT, 'docs', 'limits.md'), 'utf8').replaceAll("'", '’');
  const [, section = ''] = text.split(/^## /m);
  const rows = [...section.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)]
    .map(([, what = '', limit = '']) => [what, limit] as const)
    .filter(([what]) => what !== 'what' && !what.startsWith('--'));

  it('are the ones that this test knows', () => {
    assert.equal(rows.length, Object.keys(LIMITS).length);
  });

  for (const [what, limit] of rows) {
    it(`match the code: ${what}`, () => {
      // Take the longest matching beginning.
      const [known] = Object.entries(LIMITS)
        .filter(([beginning]) => what.startsWith(beginning))
        .sort(([a], [b]) => b.length - a.length);
      assert.equal(known?.[1], limit);
    });
  }
});
