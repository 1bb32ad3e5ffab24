import { isNumberedLevel, levelProblem, countProblem, readLevel } from './rules/alert-rules';
import { alertSentence } from './rules/alert-sentence';
import { BLANK, conditionList } from './widgets/condition-list';
import { updatesOf } from './widgets/known-updates';
import { cleanConditions, conditionsProblem, type StoredCondition } from './rules/conditions';
import { toCurrent } from '../migrations/steps';
import { alertLabel } from './rules/labels';
import { fieldText, leaveAbsent, showDefaults, trimField } from './widgets/fields';
import { isBlank } from './rules/names';
import { numberProblem, readNumber } from './rules/number-rule';
import type { RowList } from './widgets/row-list';
import { keepIfSame } from './rules/stored';
import { addStyle } from './widgets/style';
import { text } from './text';
import { validator } from './rules/validator';
import { showCurrent, storeCurrent, versioned } from './widgets/versions';

interface Alert {
  name: string;
  conditions: StoredCondition[];
  level: unknown;
  raiseAfter: unknown;
  clearAfter: unknown;
  goneAfter: unknown;
  remind: unknown;
  output: string;
}

/** The property that the first release did not have, and what counts where a flow has none. */
const ADDED = { output: 'event' };

const NUMBERS = { raiseAfter: 3, clearAfter: 3, goneAfter: 3, remind: 0 };

/** The list of the open dialog. */
let list: RowList<StoredCondition> | undefined;

const validCount = validator((value) => countProblem(value, text));

function field(property: string): JQuery {
  return $(`#node-input-${property}`);
}

/** Says in words what the form says now. */
function explain(): void {
  if (!list) return;
  const { raiseAfter, clearAfter, goneAfter, remind } = NUMBERS;
  const typed = (property: string, fallback: number): string =>
    fieldText(field(property)) || String(fallback);
  $('#activelogic-alert-sentence').text(
    alertSentence(
      {
        conditions: cleanConditions(list.read()),
        raiseAfter: typed('raiseAfter', raiseAfter),
        clearAfter: typed('clearAfter', clearAfter),
        goneAfter: typed('goneAfter', goneAfter),
        remind: typed('remind', remind),
      },
      text,
    ),
  );
}

function prepareLevel(level: unknown): void {
  const kind = $('#activelogic-alert-level');
  const number = $('#activelogic-alert-level-number');
  const numbered = isNumberedLevel(level);
  kind.val(numbered ? 'number' : level === 'top' ? 'top' : 'leaf');
  number.val(numbered ? `${level as string | number}` : '1');
  const show = (): void => {
    const shown = fieldText(kind) === 'number';
    number
      .toggle(shown)
      .toggleClass('input-error', shown && countProblem(fieldText(number), text) !== undefined);
  };
  kind.on('change', show);
  number.on('input change', show);
  show();
}

RED.nodes.registerType<Alert>('activelogic-alert', {
  category: 'ActiveLogic',
  color: '#D9877C',
  icon: 'alert.svg',
  defaults: versioned<Alert>('activelogic-alert', {
    name: { value: '' },
    conditions: { value: [], validate: validator((value) => conditionsProblem(value, text)) },
    level: {
      value: 'leaf',
      label: text('alert:alert.label.level'),
      validate: validator((value) => levelProblem(value, text)),
    },
    raiseAfter: { value: 3, label: text('alert:alert.label.raiseAfter'), validate: validCount },
    clearAfter: { value: 3, label: text('alert:alert.label.clearAfter'), validate: validCount },
    goneAfter: { value: 3, label: text('alert:alert.label.goneAfter'), validate: validCount },
    remind: {
      value: 0,
      label: text('alert:alert.label.remind'),
      validate: validator((value) => numberProblem(value, { min: 0 }, text)),
    },
    output: { value: 'event' },
  }),
  inputs: 1,
  outputs: 1,
  inputLabels: () => text('alert:alert.port.input'),
  outputLabels() {
    return text(this.output === 'list' ? 'alert:alert.port.list' : 'alert:alert.port.output');
  },
  paletteLabel: () => text('alert:alert.palette'),
  label() {
    const { conditions } = toCurrent('activelogic-alert', this);
    return this.name || alertLabel(conditions, text) || text('alert:alert.palette');
  },
  labelStyle() {
    return isBlank(this.name) ? '' : 'node_label_italic';
  },
  oneditprepare() {
    addStyle();
    const stored = showCurrent<Alert>('activelogic-alert', this, 'node-input');
    showDefaults(stored, 'node-input', { ...NUMBERS, ...ADDED });
    const conditions = Array.isArray(stored.conditions) ? stored.conditions : [];
    prepareLevel(stored.level);
    list = undefined;
    list = conditionList(
      $('#activelogic-alert-conditions'),
      conditions.length === 0 ? [BLANK] : conditions,
      updatesOf(this, $('#activelogic-alert-knowledge')),
      explain,
    );
    for (const property of Object.keys(NUMBERS)) field(property).on('input change', explain);
    explain();
  },
  oneditsave() {
    storeCurrent('activelogic-alert', this);
    trimField('node-input', 'name');
    leaveAbsent(this, 'node-input', ADDED);
    const stored = this as Partial<Alert>;
    this.conditions = keepIfSame(stored.conditions, cleanConditions(list?.read() ?? []));
    const level = readLevel(
      fieldText($('#activelogic-alert-level')),
      fieldText($('#activelogic-alert-level-number')),
    );
    // A level that a flow has as text may stay so.
    this.level = String(stored.level) === String(level) ? stored.level : level;
    const node = this as Record<keyof typeof NUMBERS, unknown>;
    for (const property of Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]) {
      node[property] = readNumber(fieldText(field(property)), node[property]);
    }
  },
});
