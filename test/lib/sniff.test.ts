import assert from 'node:assert/strict';
import { beginsAsUpdate, mayTurnOut } from '#lib/protocol/sniff';

const UPDATE = '{"type":"update","columns":["name"],"rows":[["subtype",[["é"]]]]}';

describe('a frame that has not been parsed', () => {
  for (const [text, begins] of [
    [UPDATE, true],
    ['{"type":"update",', false],
    ['{"type":"update"}', false],
    ['{ "type":"update","rows":[]}', false],
    ['{"type":"updates","rows":[]}', false],
    ['{"type":"error","code":"busy","message":"update"}', false],
    ['{"rows":[],"type":"update"}', false],
    ['', false],
  ] as const) {
    it(`${begins ? 'begins' : 'does not begin'} as an update: ${text}`, () => {
      assert.equal(beginsAsUpdate(Buffer.from(text)), begins);
    });
  }

  for (const [rest, may] of [
    ['"columns":["name"],"rows":[["10.0.0.1"],["é"],["\\u00e9"],["\\\\"]]}', false],
    ['"columns":["name"],"rows":[],"type":"error"}', true],
    ['"columns":["name"],"rows":[],"typ\\u0065":"error"}', true],
    ['"columns":["name"],"rows":[],"\\u0074ype":"error"}', true],
    ['"columns":["name"],"rows":[],"\\u0074\\u0079\\u0070\\u0065":"error"}', true],
    // Nothing is lost: it is parsed.
    ['"columns":["name"],"rows":[["subtype"]]}', true],
  ] as const) {
    it(`${may ? 'may turn out' : 'cannot turn out'} to be something else: ${rest}`, () => {
      assert.equal(mayTurnOut(Buffer.from(`{"type":"update",${rest}`)), may);
    });
  }
});
