import type { Problem } from '../../../lib/settings/rule';
import type { Settings } from '../../../lib/settings/settings';
import { problemsOf } from '../../../lib/settings/settings';
import { hasVariable } from '../../../lib/settings/variables';
import type { EditorNode } from '../red';
import { readNumber } from '../rules/number-rule';
import { problemWords } from '../rules/problem-words';
import { jsonText, type Read, scalarText } from '../rules/stored';
import { EDITOR } from './editor';
import { type FormPrefix, fieldText } from './fields';
import {
  addOption,
  keptChoice,
  keptFlag,
  keptText,
  markUntilChanged,
  type MarkUnknown,
  unknownMarks,
} from './kept';
import { type Complaint, type RowList, ROWS_CHANGED } from './row-list';
import { markElement, rowEnd } from './row-mark';

/** A control of a form. If it does not show its own problems, they are shown at the end of its row. */
export type Control = { read: Read } & Partial<Pick<RowList, 'judged' | 'complain' | 'element'>>;

/** What a form belongs to. */
export interface FormOf {
  settings: Settings;
  prefix: FormPrefix;
}

/**
 * The form of a node with an open dialog: shows what is stored, reads what to store, and shows problems under each
 * field. A property that the user has not changed is stored exactly as it was, and a missing one stays missing.
 */
export class Form {
  private readonly controls = new Map<string, Control>();
  /** The selects of config nodes and their first selection. Node-RED maintains the users of config nodes. */
  private readonly references = new Map<string, string>();
  private readonly closing: (() => void)[] = [];
  private readonly layouts: ((height: number) => void)[] = [];
  /** The form's height at the last resize, px; 0 before the first. */
  private height = 0;
  private readonly saving: (() => void)[] = [];
  private readonly judging: ((problems: readonly Problem[]) => void)[] = [];

  /** @param node what is stored; in a flow written by hand, that may be anything */
  constructor(
    private readonly of: FormOf,
    readonly node: EditorNode,
  ) {
    for (const [property, { control, default: fallback }] of Object.entries(of.settings)) {
      if (control === 'text') this.text(property, String(fallback));
      if (control === 'number') this.number(property, fallback);
      if (control === 'flag') this.flag(property, fallback === true);
      if (control === 'choice') this.choice(property, String(fallback));
      if (control === 'reference') this.reference(property);
    }
  }

  field(property: string): JQuery {
    return $(`#${this.of.prefix}-${property}`);
  }

  /** Adds a property with a control of its own. */
  own(property: string, control: Control): void {
    this.controls.set(property, control);
  }

  /** The element that shows a property. */
  elementOf(property: string): JQuery {
    return this.controls.get(property)?.element ?? this.field(property);
  }

  /** Runs before the fields are read for saving. */
  beforeSave(then: () => void): void {
    this.saving.push(then);
  }

  onClose(then: () => void): void {
    this.closing.push(then);
  }

  /** @param then gives the parts of the form their heights, given the form's height in px */
  onLayout(then: (height: number) => void): void {
    this.layouts.push(then);
  }

  /** Runs after each check of the form, with its problems. */
  onJudged(then: (problems: readonly Problem[]) => void): void {
    this.judging.push(then);
  }

  /** Shows problems now and after each change. Call it when the form is complete. */
  watch(): void {
    const judge = (): void => {
      this.judge();
    };
    const form = this.field('name').closest('form');
    const events = ['input', 'change', 'click', ROWS_CHANGED].map((event) => `${event}.activelogicjudge`);
    form.on(events.join(' '), judge);
    this.onClose(() => form.off('.activelogicjudge'));
    judge();
  }

  resize(height: number): void {
    this.height = height;
    this.layOut();
  }

  /** Call it when a part of the form gets higher or lower. */
  layOut(): void {
    if (this.height === 0) return;
    for (const then of this.layouts) then(this.height);
  }

  close(): void {
    for (const then of this.closing.splice(0)) then();
  }

  /** What would be stored now. */
  config(): Record<string, unknown> {
    return this.read(({ read }) => read());
  }

  /** The problems of what would be stored now. */
  problems(): Problem[] {
    return problemsOf(this.of.settings, this.config(), EDITOR);
  }

  /** Stores what has changed. If any field cannot be read, nothing is stored. */
  save(): void {
    for (const then of this.saving) then();
    const read = [...this.controls].map(([property, each]) => [property, each.read()] as const);
    Object.assign(
      this.node,
      Object.fromEntries(read.filter(([property, value]) => value !== this.node[property])),
    );
    for (const property of this.controls.keys()) hide(this.of.prefix, property);
    for (const [property, first] of this.references) {
      if (fieldText(this.field(property)) === first) hide(this.of.prefix, property);
    }
  }

  private read(how: (control: Control) => unknown): Record<string, unknown> {
    const references = [...this.references].map(([property, first]) => {
      const id = fieldText(this.field(property));
      // An empty selection has a value of its own, `_ADD_`.
      return [property, id === first ? this.node[property] : id === '_ADD_' ? '' : id] as const;
    });
    const controls = [...this.controls].map(([property, control]) => [property, how(control)] as const);
    return { ...this.node, ...Object.fromEntries([...references, ...controls]) };
  }

  private judge(): void {
    const config = this.read(({ judged, read }) => (judged ?? read)());
    const problems = problemsOf(this.of.settings, config, EDITOR);
    for (const property of Object.keys(this.of.settings)) {
      const own = problems.filter(({ at }) => propertyOf(at) === property);
      const complain = this.controls.get(property)?.complain;
      if (complain)
        complain(
          'settings',
          own.map((problem) => this.complaint(problem)),
        );
      else this.mark(property, own);
    }
    for (const then of this.judging) then(problems);
    // A mark takes room.
    this.layOut();
  }

  private mark(property: string, problems: readonly Problem[]): void {
    const fields = this.elementOf(property);
    markElement(
      rowEnd(fields),
      'settings',
      problems.map((problem) => ({ words: problemWords(problem), fields })),
    );
  }

  private complaint(problem: Problem): Complaint {
    const [, row, field, value] = /^\w+(?:\[(\d+)\])?(?:\.(\w+))?(?:\[(\d+)\])?/.exec(problem.at) ?? [];
    const number = (digits: string | undefined): number | undefined =>
      digits === undefined ? undefined : Number(digits);
    return { row: number(row), field, value: number(value), words: problemWords(problem) };
  }

  /** A text field, stored without surrounding space. */
  private text(property: string, fallback: string): void {
    this.kept(
      property,
      (value) => scalarText(value ?? fallback),
      (read) => read,
    );
  }

  /** A number. Other text, such as a variable or a typing error, stays text. */
  private number(property: string, fallback: unknown): void {
    const toText = (value: unknown): string | undefined =>
      typeof value === 'boolean' ? undefined : scalarText(value ?? fallback);
    this.kept(property, toText, readNumber);
  }

  private flag(property: string, fallback: boolean): void {
    const field = this.field(property);
    this.own(property, { read: keptFlag(field, this.node[property], fallback, besideLabel(field)) });
  }

  /** A `<select>` with its options in the template. */
  private choice(property: string, fallback: string): void {
    const field = this.field(property).addClass('activelogic-choice');
    this.own(property, { read: keptChoice(field, this.node[property], fallback, besideLabel(field)) });
  }

  /** The select of a config node, which Node-RED fills. A missing node stays selected. */
  private reference(property: string): void {
    const [field, stored] = [this.field(property), this.node[property] ?? ''];
    const id = typeof stored === 'string' ? stored : jsonText(stored);
    if (id !== '' && fieldText(field) !== id) {
      addOption(field, id);
      if (!hasVariable(id)) markUntilChanged(field, besideLabel(field));
    }
    this.references.set(property, fieldText(field));
  }

  private kept(
    property: string,
    toText: (value: unknown) => string | undefined,
    toValue: (text: string) => unknown,
  ): void {
    const field = this.field(property);
    const rule = { toText, toStored: (read: string) => toValue(read.trim()) };
    this.own(property, { read: keptText(field, this.node[property], rule, besideLabel(field)) });
  }
}

/** The property that a problem belongs to. */
export function propertyOf(at: string): string {
  return at.replace(/[[.].*/s, '');
}

/** Keeps Node-RED from reading any field of the form. */
export function hideFields(node: EditorNode, prefix: FormPrefix): void {
  const { defaults, credentials = {} } = node._def;
  for (const property of [...Object.keys(defaults), ...Object.keys(credentials)]) hide(prefix, property);
}

/** Right after `oneditsave`, Node-RED stores every field that it finds by its id. So hide the id until then. */
function hide(prefix: FormPrefix, property: string): void {
  const id = `${prefix}-${property}`;
  const field = $(`#${id}`).removeAttr('id');
  queueMicrotask(() => field.attr({ id }));
}

/** Marks unknown values at the end of a field's row. */
function besideLabel(field: JQuery): MarkUnknown {
  let marks: MarkUnknown | undefined;
  return (...args) => {
    marks ??= unknownMarks(rowEnd(field));
    marks(...args);
  };
}
