import { isObject } from '../../lib/is-object';
import { ownName } from '../dialog/rules/labels';
import { jsonText, keep } from '../dialog/rules/stored';
import { text } from '../dialog/text';
import { dialog } from '../dialog/widgets/dialog';
import { EDITOR } from '../dialog/widgets/editor';
import { fieldText } from '../dialog/widgets/fields';
import type { Control, Form } from '../dialog/widgets/form';
import { addOption, markUntilChanged, unknownMarks } from '../dialog/widgets/kept';
import { rowEnd } from '../dialog/widgets/row-mark';
import { isNumberedLevel, readLevel } from './dialog/alert-rules';
import { alertSentence } from './dialog/alert-sentence';
import { conditionList } from './dialog/condition-list';
import { updatesOf } from './dialog/known-updates';
import { alertLabel } from './dialog/label';
import { showNow } from './dialog/now';
import { SETTINGS } from './settings';

const EXPLAINED = ['match', 'raiseFor', 'clearFor', 'goneFor', 'noDataFor', 'remind'] as const;

/** Describes in words what the form says. */
function explain(form: Form, conditions: readonly unknown[]): void {
  const said = EXPLAINED.map((property) => [
    property,
    fieldText(form.field(property)) || String(SETTINGS[property].default),
  ]);
  const words = Object.fromEntries(said) as Record<(typeof EXPLAINED)[number], string>;
  $('#activelogic-alert-sentence').text(
    alertSentence({ conditions: conditions.filter(isObject), ...words }, text),
  );
}

/** Suggests the names of the context stores in Node-RED's settings. */
function suggestStores(): void {
  for (const store of EDITOR.stores) $('<option>').val(store).appendTo('#activelogic-alert-stores');
}

/** Shows the level in two fields, the second for its number, and reads it. */
function levelFields(stored: unknown): Control {
  const kind = $('#activelogic-alert-level');
  const number = $('#activelogic-alert-level-number');
  const level = stored ?? SETTINGS.level.default;
  const numbered = typeof level === 'number' || (typeof level === 'string' && isNumberedLevel(level));
  number.val(numbered ? String(level) : '1');
  if (numbered) kind.val('number');
  else if (typeof level === 'string') kind.val(level);
  else {
    addOption(kind, jsonText(level));
    markUntilChanged(kind, unknownMarks(rowEnd(kind)));
  }
  const show = (): void => void number.toggle(fieldText(kind) === 'number');
  kind.on('change', show);
  show();
  const says = (): string[] => [fieldText(kind), fieldText(kind) === 'number' ? fieldText(number) : ''];
  return {
    read: keep(stored, says, () => readLevel(fieldText(kind), fieldText(number))),
    element: kind.add(number),
  };
}

function build(form: Form): void {
  form.own('level', levelFields(form.node.level));
  let say = (): void => undefined;
  const conditions = conditionList(
    $('#activelogic-alert-conditions'),
    form.node.conditions,
    updatesOf(form.node, $('#activelogic-alert-knowledge')),
    () => {
      say();
    },
  );
  form.own('conditions', conditions);
  say = () => {
    explain(form, conditions.entries());
  };
  for (const property of EXPLAINED) form.field(property).on('input change', say);
  say();
  showNow(form, $('#activelogic-alert-now'));
  suggestStores();
}

const life = dialog(SETTINGS, build);

// Name each property: tools that list nodes parse this call, and do not understand a spread.
RED.nodes.registerType('activelogic-alert', {
  category: 'ActiveLogic',
  color: '#D9877C',
  icon: 'alert.svg',
  inputs: 1,
  outputs: 1,
  inputLabels: () => text('alert:alert.port.input'),
  outputLabels() {
    return text(this.output === 'list' ? 'alert:alert.port.list' : 'alert:alert.port.output');
  },
  paletteLabel: () => text('alert:alert.palette'),
  label() {
    return ownName(this.name) || alertLabel(this.conditions, text) || text('alert:alert.node.untitled');
  },
  defaults: life.defaults,
  labelStyle: life.labelStyle,
  oneditprepare: life.oneditprepare,
  oneditsave: life.oneditsave,
  oneditcancel: life.oneditcancel,
  oneditdelete: life.oneditdelete,
  oneditresize: life.oneditresize,
});
