import process from 'node:process';

// A mutant must take less than a second, so the oracle of alarms plays few of its sequences.
process.env.FUZZ_RUNS ??= '200';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['lib/alert/**/*.ts', 'lib/items/**/*.ts'],
  ignorePatterns: ['/*', '!/lib', '!/locales', '!/nodes', '!/test', '!/tools', '!/.mocharc.json'],
  testRunner: 'mocha',
  mochaOptions: {
    spec: ['test/lib/alert/*.test.ts', 'test/lib/items.test.ts', 'test/lib/items/*.test.ts'],
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 8000,
  // A run over one file (`npm run mutate -- --mutate lib/alert/judge.ts`) keeps what is known of the others.
  incremental: true,
  incrementalFile: '.stryker/results.json',
  tempDirName: '.stryker/work',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: '.stryker/report.json' },
  clearTextReporter: { reportTests: false, allowEmojis: false },
};
