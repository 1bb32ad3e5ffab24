import assert from 'node:assert/strict';
import { refusalText } from '../../nodes/editor/appliances/refused-requests';
import { english } from './translator-english';

describe('a request that the runtime turns down', () => {
  for (const status of [0, 401, 403, 404, 413, 429, 500]) {
    it(`has words for ${status}`, () => {
      assert.match(english(refusalText(status), { status }), /\.$/);
    });
  }

  it('shows a status that it knows nothing of', () => {
    assert.match(english(refusalText(507), { status: 507 }), /507/);
  });
});
