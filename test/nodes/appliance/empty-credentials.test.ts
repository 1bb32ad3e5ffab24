import assert from 'node:assert/strict';
import { noteEmptyCredentials } from '../../../nodes/appliance/dialog/empty-credentials';

describe('credentials that were never stored', () => {
  it('are stored as empty, for the editor and its copy', () => {
    const node = { credentials: { _: {} } };
    noteEmptyCredentials(node, ['username'], ['password']);
    const empty = { username: '', has_password: false };
    assert.deepEqual(node, { credentials: { ...empty, _: empty } });
  });

  it('does not touch stored credentials', () => {
    const credentials = { username: 'a', has_password: true, _: { username: 'a', has_password: true } };
    const node = { credentials: structuredClone(credentials) };
    noteEmptyCredentials(node, ['username'], ['password']);
    assert.deepEqual(node, { credentials });
  });

  it('are not needed where a node has none loaded', () => {
    const node = {};
    noteEmptyCredentials(node, ['username'], ['password']);
    assert.deepEqual(node, {});
  });
});
