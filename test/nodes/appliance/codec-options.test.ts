import assert from 'node:assert/strict';
import { codecOptions } from '../../../nodes/appliance/dialog/codec-options';

const INSTALLED = [{ id: 'b', label: 'A codec' }];
const PROFILE_1 = { value: '', label: 'Profile', missing: false };
const B = { value: 'b', label: 'A codec', missing: false };

describe('the options of a codec select', () => {
  for (const [title, stored, installed, expected] of [
    ['is none where there is nothing to choose from', '', [], undefined],
    ['is none before the runtime has answered', '', undefined, undefined],
    ['has what is installed, behind profile 1', '', INSTALLED, [PROFILE_1, B]],
    ['has what is stored once', 'b', INSTALLED, [PROFILE_1, B]],
    [
      'keeps what is stored before the runtime has answered, and says nothing of it',
      'b',
      undefined,
      [PROFILE_1, { value: 'b', label: 'b', missing: false }],
    ],
    [
      'keeps what is stored and not installed, and says so',
      'gone',
      INSTALLED,
      [PROFILE_1, B, { value: 'gone', label: 'gone', missing: true }],
    ],
    [
      'keeps a variable, of which nobody knows here',
      '${CODEC}',
      [],
      [PROFILE_1, { value: '${CODEC}', label: '${CODEC}', missing: false }],
    ],
  ] as const) {
    it(title, () => {
      assert.deepEqual(codecOptions(stored, installed, 'Profile'), expected);
    });
  }
});
