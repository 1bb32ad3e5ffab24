import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { profile1 } from '../../lib/codec/profile-1';
import { openForSession, type SessionCodec } from '../../lib/codec/session-codec';
import { fill } from '../../lib/errors';
import { fieldLabel } from '../../lib/field-label';
import { show } from '../../lib/invalid-value';
import { columnKeys } from '../../lib/items/keys';
import { isMeasurement } from '../../lib/items/measurement';
import { printable, printableJson } from '../../lib/printable';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { problemsOf, type Settings } from '../../lib/settings/settings';
import { take } from '../../lib/settings/take';
import { hasVariable, isVariable, WHOLE_VARIABLE } from '../../lib/settings/variables';
import { shortenTo } from '../../lib/shorten';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import { headerNameProblem, headerValueProblem, secretsOfHeader } from '../../lib/socket/header';
import { proxyFor } from '../../lib/socket/proxy';
import { Secrets, secretsOfQuery, withoutSecretsOfQuery } from '../../lib/socket/secrets';
import { isSecure, systemUrl, urlProblem, withoutQuery } from '../../lib/socket/url';
import { checkSize } from '../../nodes/admin/body-size';
import { SETTINGS as ALERT } from '../../nodes/alert/settings';
import { SETTINGS as APPLIANCE } from '../../nodes/appliance/settings';
import { mayUseTls } from '../../nodes/appliance/dialog/url-rule';
import { SETTINGS as CATALOG } from '../../nodes/catalog/settings';
import { applianceLabel } from '../../nodes/dialog/rules/appliance-label';
import { filterSentence, withArgument } from '../../nodes/dialog/rules/labels';
import { shorten } from '../../nodes/dialog/rules/shorten';
import { literals } from '../../nodes/dialog/rules/typed-values';
import { separateUserinfo } from '../../nodes/dialog/rules/userinfo';
import { nearest } from '../../nodes/dialog/suggestions/nearest';
import { SETTINGS as DISTRIBUTION } from '../../nodes/distribution/settings';
import { SETTINGS as FILTER } from '../../nodes/filter/settings';
import { placeOf, placeOfField } from '../../nodes/liveview/dialog/preview/place';
import { SETTINGS as LIVEVIEW } from '../../nodes/liveview/settings';
import { ViewName } from '../../nodes/liveview/view-name';
import {
  expandVariables,
  hasVariables,
  substituteVariables,
  wholeVariable,
} from '../../nodes/runtime/variables';
import { firstLine, secretText } from '../../tools/commands/secret-text';
import { isJson, lengthOutsideStrings, mapStrings } from '../../tools/recording/json-strings';
import { Pseudonymiser } from '../../tools/recording/pseudonyms/pseudonymiser';
import { withoutCredentials } from '../../tools/recording/secrets';
import { growth, isLinear, MOST_GROWTH } from '../support/growth';

const TOKEN = 'abcdefgh/0123456789+x';
const secrets = new Secrets([TOKEN, 'aaaaaaaa', '%41%41%41%41', '\\\\\\\\\\\\\\\\', '&amp;&amp;']);
const whole = new Secrets([TOKEN], { whole: true });
const endpoint = createEndpoint({
  ...ENDPOINT_DEFAULTS,
  url: 'ws://gw/?a=aaaaaaaa',
  headers: [{ name: 'X', value: TOKEN, secret: true }],
});
const RED = { util: { getSetting: () => 'value' } } as unknown as NodeAPI;
const pseudonymiser = new Pseudonymiser(Buffer.from('key'));
const view = { distributions: [{ name: 'Service' }], filters: [], expand: true };

/** Opens profile 1 as a session does. */
function open(shown: ViewDefinition | undefined): SessionCodec {
  return openForSession(profile1, shown, { quote: (text) => text, repeatsCredentials: () => false });
}
const says = (message: string): object => ({ type: 'error', code: message, message, fatal: false });
const said = (key: string): string => key;

/** The elements of a list. */
function pieces(text: string): string[] {
  return text.match(/[^]{1,16}/g) ?? [];
}

/** Judges a text as the value of every property of a node, and of everything in a list. */
function judge(settings: Settings, text: string): void {
  for (const property of Object.keys(settings)) {
    for (const value of [text, [text], [{ name: text, arg: text, value: text, secret: text }]])
      problemsOf(settings, { [property]: value });
  }
  problemsOf(settings, { filters: [{ mode: text, name: text, values: [text, { v: text, vt: text }] }] });
  problemsOf(settings, { conditions: [{ column: text, of: text, raise: text, clear: text, op: text }] });
}

/** Everything that reads text from the network, a flow, a message, a request, a recording or a file. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  urlProblem,
  'urlProblem behind a scheme': (text) => urlProblem(`ws://${text}`),
  systemUrl: (text) => take(systemUrl, text, 'url'),
  'a URL with variables': (text) =>
    problemsOf({ url: APPLIANCE.url }, { url: `\${A}${text}` }).concat(
      problemsOf({ url: APPLIANCE.url }, { url: text }),
    ),
  isSecure,
  withoutQuery,
  secretsOfQuery: (text) => secretsOfQuery(new URL(`ws://gw/?${text}`).searchParams),
  withoutSecretsOfQuery: (text) => withoutSecretsOfQuery(`ws://gw/?${text}`),
  separateUserinfo,
  'separateUserinfo behind a scheme': (text) => separateUserinfo(`ws://${text}`),
  mayUseTls,
  'a header’s name': (text) => headerNameProblem(text, true, new Set([text])),
  'a header’s value': headerValueProblem,
  'a header’s secrets': (text) => secretsOfHeader({ name: 'a', value: text }),
  'many headers': (text) =>
    problemsOf(APPLIANCE, { headers: pieces(text).map((value) => ({ name: value, value })) }),
  'headers of an endpoint': (text) =>
    createEndpoint({
      ...ENDPOINT_DEFAULTS,
      url: 'ws://gw',
      headers: pieces(text).map((value, index) => ({ name: `x${index}`, value })),
    }),
  no_proxy: (text) => {
    const { no_proxy: before } = process.env;
    try {
      process.env.no_proxy = text.replaceAll('\0', '');
      return [proxyFor('ws://gw.example:1/'), proxyFor('ws://gw.example:1/', 'legacy')];
    } finally {
      if (before === undefined) delete process.env.no_proxy;
      else process.env.no_proxy = before;
    }
  },
  hasVariable,
  isVariable,
  'a whole variable': (text) => [
    WHOLE_VARIABLE.exec(text),
    wholeVariable(text),
    wholeVariable(`\${${text}}`),
  ],
  expandVariables: (text) => expandVariables(RED, undefined, 'field', text),
  substituteVariables: (text) => substituteVariables(RED, undefined, [text, { text }]),
  hasVariables: (text) => hasVariables([text, { text }]),
  hide: (text) => secrets.hide(text),
  'hide where there is one': (text) => secrets.hide(`${text}${TOKEN}${text}`),
  areIn: (text) => [secrets.areIn(text), whole.areIn(Buffer.from(text))],
  'an endpoint’s quote': endpoint.quote,
  repeatsCredentials: endpoint.repeatsCredentials,
  'secrets that are text': (text) => new Secrets([text]).hide(`${text.slice(1)}${TOKEN}`),
  'secrets in as many encodings as fit': (text) => new Secrets([`%${text}`, `&${text}`]).hide(text),
  printable,
  printableJson,
  show: (text) => [show(text), show({ text }), show([text])],
  shortenTo: (text) => shortenTo(30, text),
  shorten,
  fill: (text) => fill('__a__ __b__', { a: text, b: text }),
  fieldLabel: (text) => [fieldLabel(text, said), fieldLabel(`filters[0].${text}`, said)],
  placeOfField,
  placeOf: (text) =>
    placeOf({ key: 'errors.view-refused', params: { message: text, systemCode: 'bad-value' } }, {
      distributions: [{ name: 'a b' }],
      filters: [],
      columns: ['a', ' '],
      expand: true,
    } as never),
  isMeasurement,
  columnKeys: (text) =>
    columnKeys(['name', text, 'path', 'path'], [{ column: text, name: text, default: true }] as never, true),
  'a view’s name': (text) =>
    new ViewName({ ...view, columns: [], filters: [] }, {}).of({
      ...view,
      distributions: [{ name: text, arg: text }],
      filters: [{ mode: 'include', name: text, values: [text] }],
    }),
  'labels of nodes': (text) => [
    applianceLabel({ name: '', url: text }),
    applianceLabel({ name: text }),
    withArgument(text, text),
    filterSentence({ mode: 'include', name: text, values: [text] } as never),
  ],
  nearest: (text) => nearest(text, [text, `${text}b`, text.slice(1)]),
  'typed values': (text) => [literals.toTyped(text), literals.toStored({ v: text, vt: 'num' }, text)],
  'a body': (text) => checkSize({ text, [text]: [text] }, 65_536),
  ...Object.fromEntries(
    Object.entries({ APPLIANCE, LIVEVIEW, FILTER, DISTRIBUTION, CATALOG, ALERT }).map(
      ([name, settings]) =>
        [
          `settings of ${name}`,
          (text: string) => {
            judge(settings, text);
          },
        ] as const,
    ),
  ),
  'a frame that is no JSON': (text) => open(view).decode(Buffer.from(text), false),
  'a frame that begins well': (text) =>
    open(view).decode(Buffer.from(`{"type":"update","columns":["name"],"rows":[["${text}`), false),
  'a catalogue': (text) =>
    open(undefined).decode(
      Buffer.from(
        JSON.stringify({
          type: 'catalog',
          profile: 1,
          system: { name: text, firmware: text },
          fields: [{ column: text, name: text, unit: text, title: text, default: true }],
          distributions: [{ name: text, arg: text }],
          filters: [{ name: text, values: 'text', choices: [text] }],
          services: pieces(text),
        }),
      ),
      false,
    ),
  'an update': (text) =>
    open(view).decode(
      Buffer.from(
        JSON.stringify({
          type: 'update',
          columns: ['name', text],
          rows: pieces(text).map((name) => [name, 1]),
        }),
      ),
      false,
    ),
  'an error frame': (text) => open(view).decode(Buffer.from(JSON.stringify(says(text))), false),
  'a secret in a file': (text) => [firstLine('--a', Buffer.from(text)), secretText('--a', text)],
  'JSON in a recording': (text) => [
    isJson(text),
    lengthOutsideStrings(text),
    mapStrings(JSON.stringify({ [text]: text }), (value) => value),
  ],
  'JSON that is none': (text) => mapStrings(text, (value) => value),
  withoutCredentials: (text) => withoutCredentials(JSON.stringify(says(text)), endpoint),
  'the pseudonymiser, a name': (text) =>
    pseudonymiser.entry({ at: 1, from: 'system', text: JSON.stringify({ type: 'update', rows: [[text]] }) }),
  'the pseudonymiser, a sentence': (text) =>
    pseudonymiser.entry({ at: 1, from: 'system', text: JSON.stringify(says(text)) }),
  'the pseudonymiser, a frame that is no JSON': (text) =>
    pseudonymiser.entry({ at: 1, from: 'system', text }),
};

/** What slows patterns down: text that repeats itself, or begins again and again without an end. */
const WORST: readonly string[] = [
  ...[
    ' ',
    '\t',
    '\n',
    '/',
    '\\',
    '@',
    '.',
    ':',
    '-',
    '_',
    '=',
    ',',
    ';',
    '"',
    '%',
    '&',
    '<',
    '#',
    '?',
    '$',
    '\0',
    '\u2028',
  ],
  ...[
    'a',
    'A',
    '0',
    'é',
    '😀',
    '\ud800',
    '[',
    ']',
    '(',
    '{',
    '}',
    '__',
    '${',
    '${a',
    '$(',
    '${${',
    '\\u0041',
    '\\"',
    '\\\\"',
  ],
  ...[
    '%41',
    '%zz',
    '&#65;',
    '&amp;',
    '&#',
    'a ',
    ' a',
    'a.',
    '1.',
    '1.1.1.1',
    '1.1.1.1.',
    '::',
    'a:',
    'fe80::',
    '0:0',
    'aa-',
  ],
  ...[
    'aa:',
    'aaaa.',
    'a@',
    '//',
    '/@',
    'a=b&',
    'a[0].',
    '[0]',
    'aB',
    'a, ',
    '",',
    '{"a":',
    '["',
    '-1e',
    '1e1',
    'aaaaaaaa',
    'abcdefgh',
    '25',
    'amp;',
  ],
];

describe('no text takes more than linear time', function () {
  this.timeout(120_000);

  it('and the test finds a reader that does', () => {
    const quadratic = (text: string): number => {
      let found = 0;
      for (let start = 0; start < text.length; start += 2)
        for (let at = start; at < text.length; at++) found += text.charCodeAt(at);
      return found;
    };
    assert(growth(quadratic, (size) => ' '.repeat(size)) > MOST_GROWTH);
    assert(
      isLinear(
        (text) => /\s+$/.exec(text),
        (size) => ' '.repeat(size),
      ),
    );
  });

  for (const [name, read] of Object.entries(READERS)) {
    it(`holds for ${name}`, () => {
      const slow = WORST.filter((worst) =>
        ['', 'x'].some(
          (end) => !isLinear(read, (size) => worst.repeat(Math.ceil(size / worst.length)) + end),
        ),
      );
      assert.deepEqual(slow, []);
    });
  }
});
