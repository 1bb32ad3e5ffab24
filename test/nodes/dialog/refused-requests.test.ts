import assert from 'node:assert/strict';
import { refusalText } from '../../../nodes/dialog/requests/refused-requests';
import { english } from '../../locales/translator-english';

describe('a request that the runtime refuses', () => {
  for (const status of [0, 401, 403, 404, 413, 429, 500]) {
    it(`has a text for ${status}`, () => {
      assert.match(english(refusalText(status), { status }), /\.$/);
    });
  }

  it('shows an unknown status', () => {
    assert.match(english(refusalText(507), { status: 507 }), /507/);
  });
});
