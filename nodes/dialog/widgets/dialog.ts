import { problemsOf, type Settings } from '../../../lib/settings/settings';
import { isBlank } from '../../../lib/settings/rule';
import type { EditorNode, PropertyDef, Validate } from '../red';
import { problemWords } from '../rules/problem-words';
import { text } from '../text';
import { EDITOR } from './editor';
import { Form, type FormOf, hideFields, propertyOf } from './form';
import { takeOnlyAppliance } from './new-node';
import { addStyle } from './style';

/** What Node-RED needs to know of a type, derived from its properties and its form. */
interface Dialog {
  defaults: Record<string, PropertyDef>;
  labelStyle: (this: EditorNode) => string;
  onadd: (this: EditorNode) => void;
  oneditprepare: (this: EditorNode) => void;
  oneditsave: (this: EditorNode) => void;
  oneditcancel: () => void;
  oneditdelete: () => void;
  oneditresize: (size: { height: number }) => void;
}

/**
 * The properties of a type and the life of its dialog. If the form cannot be shown or read, the dialog says so and
 * changes nothing. Node-RED itself would only log the error, close the dialog, and store the fields that it knows.
 *
 * @param build builds everything but the plain fields
 */
export function dialog(
  settings: Settings,
  build: (form: Form) => void = () => undefined,
  prefix: FormOf['prefix'] = 'node-input',
): Dialog {
  const of = { settings, prefix };
  /** A form that was built completely. */
  let open: Form | undefined;
  const close = (): void => {
    const form = open;
    open = undefined;
    form?.close();
  };
  return {
    defaults: defaultsOf(of, (node) => (open?.node.id === node.id ? open : undefined)),
    labelStyle() {
      return isBlank(this.name) ? '' : 'node_label_italic';
    },
    onadd() {
      if ('appliance' in settings) takeOnlyAppliance(this);
    },
    oneditprepare() {
      close();
      addStyle();
      let form: Form | undefined;
      try {
        form = new Form(of, this);
        build(form);
        form.watch();
        open = form;
      } catch (error) {
        form?.close();
        say('appliance:common.form.notShown', error);
      }
    },
    oneditsave() {
      try {
        if (open?.node !== this) throw new Error(text('appliance:common.form.incomplete'));
        open.save();
      } catch (error) {
        hideFields(this, prefix);
        say('appliance:common.form.notSaved', error);
      } finally {
        close();
      }
    },
    oneditcancel: close,
    oneditdelete: close,
    oneditresize({ height }) {
      open?.resize(height);
    },
  };
}

/** The properties as Node-RED declares them, and the version of the configuration's format. */
function defaultsOf(of: FormOf, formOf: (node: EditorNode) => Form | undefined): Record<string, PropertyDef> {
  const { settings } = of;
  /** Judges a property together with the other fields of an open form, because one may depend on another. */
  const validate = (property: string): Validate =>
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- Node-RED takes texts only with two parameters
    function (value, _options) {
      const form = formOf(this);
      const problems = form ? form.problems() : problemsOf(settings, { ...this, [property]: value }, EDITOR);
      const said = problems
        .filter(({ at }) => propertyOf(at) === property)
        .map((problem) => problemWords(problem));
      const [only = true] = said;
      return said.length > 1 ? said : only;
    };
  const defaults = Object.entries(settings).map(([property, { default: value, reference }]) => {
    // Node-RED has its own check and words for these.
    const label = text(
      property === 'tls' ? 'appliance:appliance.label.tls' : 'appliance:common.label.appliance',
    );
    return [
      property,
      { value, ...(reference ? { ...reference, label } : { validate: validate(property) }) },
    ] as const;
  });
  return { ...Object.fromEntries(defaults), version: { value: 1 } };
}

function say(key: 'appliance:common.form.notShown' | 'appliance:common.form.notSaved', error: unknown): void {
  console.error(error);
  const reason = error instanceof Error ? error.message : String(error);
  // Pass an element, because Node-RED takes a string as HTML.
  RED.notify($('<p>').text(text(key, { reason })), 'error');
}
