import assert from 'node:assert/strict';
import type { ViewDefinition } from '../../../lib/protocol/frames';
import { readArguments, type Usage } from '../../../tools/commands/arguments';
import { readView, VIEW_OPTIONS } from '../../../tools/commands/view-options';

const usage: Usage<typeof VIEW_OPTIONS> = {
  name: 'example',
  summary: '',
  sections: [],
  options: VIEW_OPTIONS,
};

function view(...args: string[]): ViewDefinition {
  const request = readArguments(usage, args);
  assert.equal(request.kind, 'run');
  return readView(request.values);
}

describe('the options for a view', () => {
  it('are all optional', () => {
    assert.deepEqual(view(), { distributions: [{ name: 'Local Host' }], filters: [], expand: true });
  });

  it('describe a complete view', () => {
    assert.deepEqual(
      view(
        ...['--distribution', 'NetObject Level[PSM/By Location]', '--distribution', 'Service'],
        ...['--exclude', 'Host=10.0.0.249', '--include', 'Service=HTTP, DNS'],
        ...['--column', 'name,inbound_bps', '--column', 'int_rtt', '--no-expand'],
      ),
      {
        columns: ['name', 'inbound_bps', 'int_rtt'],
        distributions: [{ name: 'NetObject Level', arg: 'PSM/By Location' }, { name: 'Service' }],
        filters: [
          { mode: 'include', name: 'Service', values: ['HTTP', 'DNS'] },
          { mode: 'exclude', name: 'Host', values: ['10.0.0.249'] },
        ],
        expand: false,
      },
    );
  });

  const FILTERS: readonly [string, object][] = [
    [
      'Session Context[S1/plan]=Gold,Silver',
      { name: 'Session Context', arg: 'S1/plan', values: ['Gold', 'Silver'] },
    ],
    ['Flags[ASYMMETRIC]=true', { name: 'Flags', arg: 'ASYMMETRIC', values: [true] }],
    ['Port=443,-1.5', { name: 'Port', values: [443, -1.5] }],
    ['Service="443","a, \\"b\\"",DNS', { name: 'Service', values: ['443', 'a, "b"', 'DNS'] }],
    ['Service=a=b[c]', { name: 'Service', values: ['a=b[c]'] }],
    ['A[x]y]=1', { name: 'A', arg: 'x]y', values: [1] }],
    ['"A=B [c]"=d', { name: 'A=B [c]', values: ['d'] }],
    [' Service = HTTP ', { name: 'Service', values: ['HTTP'] }],
  ];
  for (const [text, filter] of FILTERS) {
    it(`accept a filter: ${text}`, () => {
      assert.deepEqual(view('--include', text).filters, [{ mode: 'include', ...filter }]);
    });
  }

  it('are refused with more distributions than a view may have', () => {
    assert.throws(() => view(...Array.from({ length: 33 }, () => ['--distribution', 'Service']).flat()), {
      name: 'WrongUsage',
      message: '--distribution must be given at most 32 times',
    });
  });

  const MISTAKES: readonly [string, string][] = [
    ['include', 'Service'],
    ['include', 'Service='],
    ['include', 'Service=HTTP,'],
    ['include', '=HTTP'],
    ['include', 'Service[]=HTTP'],
    ['include', 'Service="HTTP'],
    ['exclude', '"Service=HTTP'],
    ['distribution', ''],
    ['distribution', 'Service=HTTP'],
    ['distribution', 'NetObject Level[PSM'],
    ['column', 'inbound_bps,'],
  ];
  for (const [option, text] of MISTAKES) {
    it(`are refused: --${option} ${text}`, () => {
      assert.throws(
        () => view(`--${option}`, text),
        (error: Error) => {
          assert.equal(error.name, 'WrongUsage');
          assert.ok(error.message.startsWith(`--${option} must be `), error.message);
          assert.ok(error.message.endsWith(`, but is ${JSON.stringify(text)}`), error.message);
          return true;
        },
      );
    });
  }
});
