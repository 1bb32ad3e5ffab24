import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** The projects that know every source: what runs in Node.js, what only develops it, and the forms. */
const project = ['./tsconfig.build.json', './tsconfig.json', './nodes/dialog/tsconfig.json'];

const NODES = ['alert', 'appliance', 'catalog', 'distribution', 'filter', 'liveview'];

/** Imports go one way: beside its own files, a folder imports from these. */
const MAY_IMPORT = {
  lib: [],
  tools: ['lib'],
  'nodes/runtime': ['lib'],
  'nodes/admin': ['nodes/runtime', 'lib'],
  'nodes/dialog': ['nodes/admin/api.ts', 'lib', 'locales'],
};
for (const node of NODES)
  MAY_IMPORT[`nodes/${node}`] = ['nodes/runtime', 'nodes/admin', 'nodes/dialog', 'lib'];

const zones = Object.entries(MAY_IMPORT).map(([folder, others]) => ({
  target: `./${folder}`,
  from: '.',
  except: ['node_modules', folder, ...others],
  message: `${folder} imports from ${['itself', ...others].join(', ')} only.`,
}));
zones.push({
  target: ['./nodes/*/dialog.ts', './nodes/*/dialog/**/*', './nodes/dialog/**/*'],
  from: './nodes/runtime',
  message: 'A form runs in the browser.',
});

export default tseslint.config(
  { ignores: ['**/dist/', 'node_modules/', '.stryker/'] },
  js.configs.recommended,
  {
    files: ['test/codecs/**/*.js'],
    languageOptions: { sourceType: 'commonjs' },
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project })] },
    languageOptions: { parserOptions: { project, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
    },
  },
  {
    // Their texts come from outside. One that takes quadratic time would stop Node-RED.
    files: ['{lib,nodes,tools}/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
);
