import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { isJson, mapStrings } from '../../../tools/recording/json-strings';
import type { Entry, Header } from '../../../tools/recording/format';
import { Addresses } from '../../../tools/recording/pseudonyms/addresses';
import { Pseudonymiser } from '../../../tools/recording/pseudonyms/pseudonymiser';
import { isPlainWord, isStructureWord, KNOWN_TEXTS } from '../../../tools/recording/vocabulary';
import { CATALOG } from '../../support/scripted-system';
import { HEADER } from '../../support/recordings';

const SECRET = Buffer.from('a secret of sixteen characters or more');

/** A part of a name that is in no vocabulary by chance. */
const part = fc
  .string({
    unit: fc.constantFrom(...'a b c d e f x y z A B Z 0 1 2 9 ä ß é ж я 名 前 한 글'.split(' ')),
    minLength: 5,
    maxLength: 12,
  })
  .filter(
    (text) =>
      !isPlainWord(text) && !isStructureWord(text) && !KNOWN_TEXTS.has(text) && !/^n[0-9a-f]+$/.test(text),
  );

const hostname = fc.array(part, { minLength: 2, maxLength: 5 }).map((labels) => labels.join('.'));
const path = fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('/'));
const words = fc
  .tuple(part, fc.constantFrom(' ', '-', '_', ', ', '@', ' & ', ': ', "'"), part)
  .map(([first, between, second]) => first + between + second);
const mac = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 })
  .map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':'));
const network = fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 30 })).map(([ip, prefix]) => `${ip}/${prefix}`);

const address = fc.oneof(fc.ipV4(), fc.ipV6(), mac, network);
const name = fc.oneof(part, hostname, path, words);
/** Text that must not appear in the file. */
const secret = fc.oneof(name, address);

interface Original {
  system: string;
  host: string;
  names: string[];
  values: string[];
  choices: string[];
  mentioned: string;
}

const anyOriginal: fc.Arbitrary<Original> = fc.record(
  {
    system: secret,
    host: hostname.filter((text) => URL.canParse(`ws://${text}/`)),
    names: fc.array(secret, { minLength: 1, maxLength: 6 }),
    values: fc.array(secret, { minLength: 1, maxLength: 3 }),
    choices: fc.array(secret, { maxLength: 3 }),
    mentioned: secret,
  },
  { noNullPrototype: true },
);

interface Result {
  header: Header;
  entries: Entry[];
  catalog: typeof CATALOG;
  view: { filters: { values: string[] }[]; distributions: { name: string; arg?: string }[] };
  update: { rows: [string, number, null, [string, number, null][]][] };
  error: { message: string; code: string };
  close: { reason: string };
  written: string;
}

const VIEW = (values: string[], arg: string) => ({
  distributions: [{ name: 'NetObject Level', arg }, { name: 'Service' }],
  filters: [{ mode: 'include' as const, name: 'Host', values }],
  expand: true,
});

/** Pseudonymises a recording of everything that an appliance with profile 1 can send. */
function pseudonymised(original: Original, secret = SECRET): Result {
  const pseudonymiser = new Pseudonymiser(secret);
  const { system, host, names, values, choices, mentioned } = original;
  const [first = ''] = names;
  const view = VIEW(values, first);
  const frame = (from: 'system' | 'client', content: object): Entry => ({
    at: 1,
    from,
    text: JSON.stringify(content),
  });
  const header = pseudonymiser.header({ ...HEADER, url: `ws://${host}:8000/view`, view });
  const catalog = {
    ...CATALOG,
    system: { name: system, firmware: `22.1.${system}` },
    filters: [{ name: 'Host', values: 'address', choices }],
  };
  const rows = [...names, mentioned].map((text) => [
    text,
    1,
    null,
    [
      ['HTTP', 1, null],
      [text, 2, null],
    ],
  ]);
  const entries = [
    frame('system', { type: 'catalog', profile: 1, ...catalog }),
    frame('client', { type: 'view', ...view }),
    frame('system', { type: 'update', columns: ['name', 'inbound_bps', 'int_rtt'], rows }),
    frame('system', {
      type: 'error',
      code: 'bad-value',
      message: `The value "${mentioned}" is not known, ${mentioned} is missing`,
    }),
    { at: 2, from: 'system', close: { code: 1011, reason: `Lost ${mentioned}` } } satisfies Entry,
    { at: 3, failed: `The name ${host} was not found` } satisfies Entry,
  ].map((entry) => pseudonymiser.entry(entry));
  const parsed = entries.flatMap((entry) => ('text' in entry ? [JSON.parse(entry.text) as unknown] : []));
  return {
    header,
    entries,
    catalog: parsed[0] as Result['catalog'],
    view: parsed[1] as Result['view'],
    update: parsed[2] as Result['update'],
    error: parsed[3] as Result['error'],
    close: (entries[4] as unknown as { close: Result['close'] }).close,
    written: [header, ...entries].map((line) => JSON.stringify(line)).join('\n'),
  };
}

/** What must not be found: the parts of names, and whole addresses. */
function partsOf(text: string): string[] {
  if (isAddress(text)) return [text, ...text.split('/').slice(0, 1)];
  return text.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length >= 5);
}

function isAddress(text: string): boolean {
  const [address = ''] = text.split('/');
  return isIPv4(address) || isIPv6(address) || /^(..:){5}..$/.test(text);
}

/** Whether a text appears as a whole, not only inside a longer one. */
function contains(written: string, text: string): boolean {
  if (!written.includes(text)) return false;
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}.:])${escaped}(?![\\p{L}\\p{N}.:])`, 'u').test(written);
}

describe('pseudonyms', () => {
  it('leave no name and no address in the file', () => {
    fc.assert(
      fc.property(anyOriginal, (original) => {
        const { written } = pseudonymised(original);
        const { system, host, names, values, choices, mentioned } = original;
        for (const text of [system, host, ...names, ...values, ...choices, mentioned]) {
          for (const part of partsOf(text))
            assert(!contains(written, part), `${part} of ${text} in ${written}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are equal for equal names, wherever they are, and different for others', () => {
    fc.assert(
      fc.property(anyOriginal, (original) => {
        const { header, catalog, view, update, error, close, entries } = pseudonymised(original);
        const pairs: [string, string][] = [
          [original.system, catalog.system.name],
          ...original.names.map((text, index): [string, string] => [text, update.rows[index]?.[0] ?? '']),
          ...original.values.map((text, index): [string, string] => [
            text,
            view.filters[0]?.values[index] ?? '',
          ]),
          ...original.choices.map((text, index): [string, string] => [
            text,
            (catalog.filters[0] as { choices?: string[] }).choices?.[index] ?? '',
          ]),
          [original.names[0] ?? '', view.distributions[0]?.arg ?? ''],
          [original.mentioned, update.rows.at(-1)?.[0] ?? ''],
          [original.mentioned, update.rows.at(-1)?.[3][1]?.[0] ?? ''],
        ];
        for (const [text, pseudonym] of pairs) {
          for (const [other, itsPseudonym] of pairs) {
            assert.equal(
              text === other,
              pseudonym === itsPseudonym,
              `${text} ${other} ${pseudonym} ${itsPseudonym}`,
            );
          }
        }
        const pseudonym = update.rows.at(-1)?.[0] ?? '';
        assert.equal(error.message, `The value "${pseudonym}" is not known, ${pseudonym} is missing`);
        assert.equal(close.reason, `Lost ${pseudonym}`);
        assert.equal(header.pseudonymised, true);
        const host = new URL(header.url).hostname;
        assert.equal(header.url, `ws://${host}:8000/view`);
        // A URL uses lower case and punycode.
        if (original.host === new URL(`ws://${original.host}/`).hostname) {
          assert.deepEqual(entries[5], { at: 3, failed: `The name ${host} was not found` });
        }
        assert.deepEqual({ type: 'view', ...header.view }, view);
      }),
      { numRuns: 300 },
    );
  });

  it('keep the words of the profile, the catalogue and the package', () => {
    const { catalog, view, update, error } = pseudonymised({
      system: 'Appliance North',
      host: 'north.example',
      names: ['alice'],
      values: ['10.0.0.1'],
      choices: ['Gold', 'TCP'],
      mentioned: 'bob',
    });
    const { system, filters, ...rest } = catalog;
    assert.deepEqual(rest.fields, CATALOG.fields);
    assert.deepEqual(rest.distributions, CATALOG.distributions);
    assert.deepEqual(rest.services, CATALOG.services);
    assert.match(system.name, /^n[0-9a-f]{12} n[0-9a-f]{12}$/);
    assert.match(system.firmware ?? '', /^(n[0-9a-f]{12}[. ]){3}n[0-9a-f]{12}$/);
    assert.match(filters[0]?.choices?.join(' ') ?? '', /^n[0-9a-f]{12} TCP$/);
    assert.equal(view.distributions[0]?.name, 'NetObject Level');
    assert.equal(view.filters[0] && 'mode' in view.filters[0] && view.filters[0].mode, 'include');
    assert.equal(update.rows[0]?.[3][0]?.[0], 'HTTP');
    assert.equal(error.code, 'bad-value');
  });

  it('differ with another secret, and are equal with the same one', () => {
    const original: Original = {
      system: 'north',
      host: 'north.example',
      names: ['alice', '10.0.0.1'],
      values: ['x1234'],
      choices: [],
      mentioned: 'bob',
    };
    const { written } = pseudonymised(original);
    assert.equal(pseudonymised(original).written, written);
    const other = pseudonymised(original, Buffer.from('another secret of so many characters'));
    assert.notEqual(other.written, written);
    assert(!written.includes(SECRET.toString()));
  });

  it('keep every number as it was written, and everything that is not text', () => {
    const text =
      '{ "type":"update","columns":["name","in","out"],"time":1e3 ,"rows":[["alice",1e999,-0],["alice",1.50,123456789012345678901]],"type":"update"}';
    const entry = new Pseudonymiser(SECRET).entry({ at: 0, from: 'system', text }) as { text: string };
    assert.match(entry.text, /"n[0-9a-f]{12}"/);
    assert.equal(entry.text.replace(/n[0-9a-f]{12}/g, 'alice'), text);
  });

  it('leave out what cannot be read', () => {
    const pseudonymiser = new Pseudonymiser(SECRET);
    const binary = Buffer.from('alice').toString('base64');
    assert.deepEqual(
      [
        pseudonymiser.entry({ at: 0, from: 'system', binary }),
        pseudonymiser.entry({ at: 1, from: 'system', text: '{"name":"alice' }),
        pseudonymiser.entry({ at: 2, from: 'system', ping: binary }),
      ],
      [
        { at: 0, from: 'system', omitted: 'binary', bytes: 5 },
        { at: 1, from: 'system', omitted: 'text', bytes: 14 },
        { at: 2, from: 'system', ping: '' },
      ],
    );
  });

  it('replace every text in the frames of an unknown appliance', () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        secret,
        fc.integer(),
        fc.constant(null),
        fc.boolean(),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.dictionary(fc.constantFrom('id', 'name', 'peerAddress', 'in.level'), tie('value')),
    }));
    fc.assert(
      fc.property(json.object, (frame) => {
        const text = JSON.stringify(frame);
        const entry = new Pseudonymiser(SECRET).entry({ at: 0, from: 'system', text }) as { text: string };
        const originals = new Set<string>();
        mapStrings(text, (value, isKey) => {
          if (!isKey) originals.add(value);
          return value;
        });
        for (const original of originals)
          for (const part of partsOf(original))
            assert(!contains(entry.text, part), `${part} in ${entry.text}`);
        const shape = (value: string): unknown =>
          JSON.parse(mapStrings(value, (inner, isKey) => (isKey ? inner : '')));
        assert.deepEqual(shape(entry.text), shape(text));
      }),
      { numRuns: 200 },
    );
  });

  it('replace names and addresses that are used as keys, but not identifiers', () => {
    const text = '{"hosts":{"10.0.0.1":1,"anna svensson":2,"in.int.quality":3,"count":4}}';
    const pseudonymiser = new Pseudonymiser(SECRET);
    const { text: replaced } = pseudonymiser.entry({ at: 0, from: 'system', text }) as { text: string };
    assert.match(
      replaced,
      /^\{"hosts":\{"[\d.]+":1,"n[0-9a-f]{12} n[0-9a-f]{12}":2,"in\.int\.quality":3,"count":4\}\}$/,
    );
    assert(!replaced.includes('10.0.0.1'));
    assert.deepEqual([...pseudonymiser.kept].sort(), ['count', 'hosts', 'in.int.quality']);
  });

  it('replace a plain word if it is also a name', () => {
    const pseudonymiser = new Pseudonymiser(SECRET);
    const update = { type: 'update', columns: ['name'], rows: [['Found'], ['249'], ['250']] };
    const error = { type: 'error', code: 'internal', message: 'Found host 249, not found 250' };
    const texts = [update, error].map(
      (frame) =>
        (pseudonymiser.entry({ at: 0, from: 'system', text: JSON.stringify(frame) }) as { text: string })
          .text,
    );
    const [{ rows }, { message }] = texts.map((text) => JSON.parse(text) as unknown) as [
      typeof update,
      typeof error,
    ];
    assert.equal(
      message,
      `${rows[0]?.[0] ?? ''} host ${rows[1]?.[0] ?? ''}, not found ${rows[2]?.[0] ?? ''}`,
    );
  });
});

describe('pseudonyms replace everything that is not in the vocabulary', () => {
  const hidden: [string, string[]][] = [
    ['203.0.113.77.443', ['203', '113', '77', '443']],
    ['no-203-0-113-78', ['203', '113', '78']],
    ['203_0_113_79', ['203', '113', '79']],
    ['203.000.113.079', ['203', '000', '113', '079']],
    ['203.0.113.82ms', ['203', '113', '82']],
    ['203.0.113.82 ms', ['203.0.113.82']],
    ['x203.0.113.81', ['203', '113', '81']],
    ['22.1.3 build 203.0.113.83 serial 4711-0815-42', ['22.1', '203', '4711', '0815', '42']],
    ['262 01 1234567890', ['262', '01', '1234567890']],
    ['262 011 234 567 890', ['262', '011', '234', '567', '890']],
    ['203 0 113 84', ['203', '113', '84']],
    ['203,0,113,85', ['203', '113', '85']],
    ['203%2E0%2E113%2E86', ['203', '113', '86']],
    ['0xCB007151', ['CB007151']],
    ['3405803857', ['3405803857']],
    ['+46 70 123 45 67', ['46', '70', '123', '45', '67']],
    ['2001-db8-0-0-0-0-0-87', ['2001', 'db8', '87']],
    ['host203-0-113-88', ['203', '113', '88']],
    ['1980-05-06 07:08', ['1980', '05', '06', '07', '08']],
    ['２０３．０．１１３．８９', ['２０３．０．１１３．８９']],
  ];
  /** Every place of a recording that can have a text. */
  const places: Record<string, (text: string) => Entry> = {
    'the name of a row': (text) => sent({ type: 'update', columns: ['name'], rows: [[text]] }),
    'a cell': (text) => sent({ type: 'update', columns: ['name', 'a'], rows: [['b', text]] }),
    'the name of a child': (text) => sent({ type: 'update', columns: ['name'], rows: [['b', [[text]]]] }),
    'a column': (text) => sent({ type: 'update', columns: ['name', text], rows: [] }),
    firmware: (text) =>
      sent({ type: 'catalog', profile: 1, ...CATALOG, system: { name: 'a', firmware: text } }),
    'the name of a system': (text) =>
      sent({ type: 'catalog', profile: 1, ...CATALOG, system: { name: text } }),
    'a service': (text) => sent({ type: 'catalog', profile: 1, ...CATALOG, services: [text] }),
    ...Object.fromEntries(
      ['column', 'name', 'title', 'unit'].map((property) => [
        `the ${property} of a field`,
        (text: string) =>
          sent({
            type: 'catalog',
            profile: 1,
            ...CATALOG,
            fields: [{ column: 'name', name: 'name', [property]: text }],
          }),
      ]),
    ),
    'a distribution': (text) =>
      sent({ type: 'catalog', profile: 1, ...CATALOG, distributions: [{ name: text, arg: text }] }),
    'a filter': (text) =>
      sent({
        type: 'catalog',
        profile: 1,
        ...CATALOG,
        filters: [{ name: text, arg: text, choices: [text] }],
      }),
    'a view': (text) =>
      sent({
        type: 'view',
        columns: [text],
        distributions: [{ name: text, arg: text }],
        filters: [{ name: text, values: [text] }],
      }),
    'an error': (text) => sent({ type: 'error', code: text, message: `There is no ${text}.` }),
    'a key': (text) => sent({ [text]: 1 }),
    'a key within an update': (text) => sent({ type: 'update', columns: ['name'], rows: [[{ [text]: 1 }]] }),
    'a frame of another kind': (text) => sent({ type: text, data: [text, { deep: text }] }),
    'a frame that is one text': (text) => sent(text),
    'a close reason': (text) => ({
      at: 1,
      from: 'system',
      close: { code: 1011, reason: text },
      error: `Lost ${text}`,
    }),
    'a failure': (text) => ({ at: 1, failed: `Cannot reach ${text}` }),
  };
  function sent(frame: unknown): Entry {
    return { at: 1, from: 'system', text: JSON.stringify(frame) };
  }

  for (const [place, entry] of Object.entries(places)) {
    it(`in ${place}`, () => {
      for (const [text, parts] of hidden) {
        const pseudonymiser = new Pseudonymiser(SECRET);
        const written = JSON.stringify(pseudonymiser.entry(entry(text)));
        // The frame's own text around the place.
        const rest = JSON.stringify(entry(''));
        for (const part of parts) {
          const alone = new RegExp(`(?<![0-9a-f])${part.replaceAll('.', '\\.')}(?![0-9a-f])`);
          if (!alone.test(rest)) assert.doesNotMatch(written, alone, text);
          assert(!pseudonymiser.kept.has(part), `${part} of ${text} was kept`);
        }
      }
    });
  }

  it('including numbers that identify someone', () => {
    const imsi = 262011234567890;
    const pseudonymiser = new Pseudonymiser(SECRET);
    const filters = [{ mode: 'include' as const, name: 'Session Context', arg: 'imsi', values: [imsi] }];
    const view = { distributions: [{ name: 'Service' }], filters, expand: true };
    const written = [
      pseudonymiser.header({ ...HEADER, view }),
      pseudonymiser.entry(sent({ type: 'view', ...view })),
      pseudonymiser.entry(sent({ type: 'update', columns: ['name', 'a'], rows: [[imsi, 7, [[imsi, 8]]]] })),
    ].map((line) => JSON.stringify(line));
    for (const line of written) assert(!line.includes(String(imsi)), line);
    const [first, second, third] = written.map(
      (line) => /(?:values\\?":\[|rows\\":\[\[)(\d+)/.exec(line)?.[1],
    );
    assert(first !== undefined && first === second && second === third, written.join('\n'));
    assert.match(written[2] ?? '', /,7,\[\[\d+,8\]\]/);
  });

  it('but not documented names, services, units and the words of columns', () => {
    const fields = [
      { column: 'name', name: 'name' },
      { column: 'in_quality_packets', name: 'in.int.quality', title: 'Inbound quality', unit: '1' },
      { column: 'ext_rtt_avg', name: 'rttAverage', unit: 'Mbit/s' },
    ];
    const frame = {
      type: 'catalog',
      profile: 1,
      fields,
      distributions: [{ name: 'NetObject Level', arg: 'path' }],
      filters: [{ name: 'Session Context', values: 'text', choices: ['HTTP/2', 'ASYMMETRIC'] }],
      services: ['BitTorrent', 'DNS'],
    };
    const pseudonymiser = new Pseudonymiser(SECRET);
    assert.deepEqual(pseudonymiser.entry(sent(frame)), sent(frame));
    for (const word of ['NetObject Level', 'HTTP/2', 'Mbit/s', '1', 'rttAverage', 'avg', 'BitTorrent'])
      assert(pseudonymiser.kept.has(word), word);
  });

  it('and what was kept is reported exactly', () => {
    fc.assert(
      fc.property(anyOriginal, ({ names, mentioned }) => {
        const pseudonymiser = new Pseudonymiser(SECRET);
        const frame = {
          type: 'error',
          code: 'busy',
          message: `The ${mentioned} is Local Host of HTTP`,
          names,
        };
        const { text } = pseudonymiser.entry(sent(frame)) as { text: string };
        const bare = text.replace(/n[0-9a-f]{12}|[\d.:/a-f]*[.:][\d.:/a-f]*/g, ' ');
        const kept = [...pseudonymiser.kept].flatMap((words) => words.split(' '));
        for (const word of bare.match(/[\p{L}\p{N}]+/gu) ?? [])
          assert(kept.includes(word), `${word} in ${text}`);
      }),
      { numRuns: 50 },
    );
  });
});

describe('pseudonyms of addresses', () => {
  const addresses = new Addresses(Buffer.alloc(32, 7));
  const replace = (text: string): string => addresses.replaceIn(text, (rest) => rest);

  const forms: [string, RegExp][] = [
    ['10.0.0.249', /^\d+\.\d+\.\d+\.\d+$/],
    ['10.0.0.249:443', /^\d+\.\d+\.\d+\.\d+:443$/],
    ['192.0.2.128/25', /^\d+\.\d+\.\d+\.(0|128)\/25$/],
    ['2001:db8::1', /^[0-9a-f:]+$/],
    ['2001:DB8::/32', /^[0-9a-f]+:[0-9a-f]+::\/32$/],
    ['[2001:db8::1]:8000', /^\[[0-9a-f:]+\]:8000$/],
    ['fe80::1%eth0', /^[0-9a-f:]+%eth0$/],
    ['::ffff:10.0.0.249', /^::ffff:\d+\.\d+\.\d+\.\d+$/],
    ['00:1A:2b:3c:4d:5e', /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/],
    ['00-1a-2b-3c-4d-5e', /^([0-9a-f]{2}-){5}[0-9a-f]{2}$/],
    ['001a.2b3c.4d5e', /^([0-9a-f]{4}\.){2}[0-9a-f]{4}$/],
  ];
  for (const [address, form] of forms) {
    it(`keep the form of ${address}, alone and in a sentence`, () => {
      const replaced = replace(address);
      assert.match(replaced, form);
      assert.notEqual(replaced, address);
      assert.equal(
        replace(`from ${address}: "${address}", (${address}).`),
        `from ${replaced}: "${replaced}", (${replaced}).`,
      );
    });
  }

  for (const text of [
    '12:34:56',
    '1.2.3',
    '1.2.3.4.5',
    'v1.2.3.4',
    '300.1.1.1',
    'a::b::c',
    'beef',
    ':',
    '::::',
  ]) {
    it(`leave ${text} to the names`, () => {
      const rests: string[] = [];
      addresses.replaceIn(text, (rest) => {
        rests.push(rest);
        return '';
      });
      assert.equal(rests.join(''), text);
    });
  }

  it('map addresses one to one, and keep networks', () => {
    const bits = (text: string): string =>
      text
        .split('.')
        .map((byte) => Number(byte).toString(2).padStart(8, '0'))
        .join('');
    const common = (a: string, b: string): number => {
      let length = 0;
      while (length < 32 && bits(a)[length] === bits(b)[length]) length++;
      return length;
    };
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 255 }), (a, b, last) => {
        const near = a.replace(/\d+$/, String(last));
        for (const other of [b, near]) {
          assert.equal(common(replace(a), replace(other)), common(a, other));
        }
      }),
    );
  });

  it('keep IPv6 networks as well', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0xffff }), (a, b) => {
        const [one, two] = [a, b].map((host) => replace(`2001:db8:1:2::${host.toString(16)}`)) as [
          string,
          string,
        ];
        const full = (address: string): string => new URL(`http://[${address}]`).hostname;
        assert.equal(full(one) === full(two), a === b);
        const subnet = replace('2001:db8:1:2::/64').replace('::/64', '');
        const groups = one.split(':').slice(0, 4).join(':');
        assert(isIPv6(one) && (one.includes('::') || groups === subnet), `${one} ${subnet}`);
      }),
    );
  });
});

describe('the strings of a JSON text', () => {
  it('are the only thing that changes', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), undefined, indent);
        assert.equal(
          mapStrings(text, (value) => value),
          text,
        );
        const keys: string[] = [];
        const marked = mapStrings(text, (value, isKey) => {
          if (isKey) keys.push(value);
          return `${isKey ? 'key' : 'value'} ${value} "\\`;
        });
        const expected = JSON.stringify(mark(JSON.parse(text)), undefined, indent);
        assert.deepEqual(JSON.parse(marked), JSON.parse(expected));
        assert.equal(keys.length, marked.split('"key ').length - 1);
      }),
    );
  });

  it('differ from text that is not JSON', () => {
    assert(isJson('"a"') && isJson('[1]') && !isJson('{"a":') && !isJson(''));
  });
});

function mark(value: unknown): unknown {
  if (typeof value === 'string') return `value ${value} "\\`;
  if (Array.isArray(value)) return value.map(mark);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [`key ${key} "\\`, mark(inner)]));
}
