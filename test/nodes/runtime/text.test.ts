import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { alarmText } from '../../../nodes/alert/alarm-text';
import { text } from '../../../nodes/runtime/text';

const TEXTS: Readonly<Record<string, string>> = {
  'appliance:errors.view-lost': '__view__ of __host__ is lost',
  'alert:alert.text.raised': '__head__: __item__ on __appliance__, __values__',
};

/** Fills in one placeholder after the other, as Node-RED's translator does. */
const RED = {
  _: (address: string, params: Readonly<Record<string, string>>) =>
    Object.entries(params).reduce(
      (said, [name, value]) => said.replace(`__${name}__`, () => value),
      TEXTS[address.replace('node-red-contrib-activelogic/', '')] ?? '',
    ),
} as unknown as NodeAPI;

describe('a text of a node', () => {
  it('has names as they are, also one that looks like a placeholder', () => {
    assert.equal(text(RED, 'errors.view-lost', { view: '__host__', host: 'box' }), '__host__ of box is lost');
    const source = { node: 'live', applianceId: 'box', appliance: '__item__', key: '' };
    const view = { distributions: [], filters: [], expand: true };
    const alarm = {
      ...{ id: '', path: ['__appliance__'], source: { ...source, view }, item: undefined, values: [] },
      ...{ since: 0, began: 0, said: true, repeated: 0, acknowledged: false, unconfirmed: false },
    };
    const event = { state: 'raised' as const, alarm, duration: 0, active: 1 };
    assert.equal(
      alarmText(RED, { name: '', severity: 'info', conditions: [] }, event, {}),
      ': __appliance__ on __item__, ',
    );
  });
});
