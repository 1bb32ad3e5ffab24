import assert from 'node:assert/strict';
import { noteEmptyCredentials } from '../../nodes/editor/rules/empty-credentials';

describe('credentials that were never stored', () => {
  it('are noted as empty, for the editor and for its copy', () => {
    const node = { credentials: { _: {} } };
    noteEmptyCredentials(node, ['username'], ['password']);
    const empty = { username: '', has_password: false };
    assert.deepEqual(node, { credentials: { ...empty, _: empty } });
  });

  it('leave stored ones alone', () => {
    const credentials = { username: 'a', has_password: true, _: { username: 'a', has_password: true } };
    const node = { credentials: structuredClone(credentials) };
    noteEmptyCredentials(node, ['username'], ['password']);
    assert.deepEqual(node, { credentials });
  });

  it('may not be loaded at all', () => {
    const node = {};
    noteEmptyCredentials(node, ['username'], ['password']);
    assert.deepEqual(node, {});
  });
});
