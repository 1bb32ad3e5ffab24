import type { Page } from 'playwright-core';

/**
 * Counts how often each control of the forms is used: typed in, chosen, pressed or dragged. A control is
 * identified by its node's type and its id, field or label, so the rows of a list count together.
 */
export class UsedControls {
  private constructor(private readonly page: Page) {}

  /** Counts from now on, until the page is loaded again. */
  static async in(page: Page): Promise<UsedControls> {
    await page.evaluate(SCRIPT);
    return new UsedControls(page);
  }

  /** The controls that were shown and used less often than this, with their counts. */
  async usedLess(than: number): Promise<string[]> {
    return this.page.evaluate<string[]>(`activelogicControls.usedLess(${than})`);
  }
}

/** A text, because the loader that compiles the tests inserts its own calls into functions. */
const SCRIPT = `
window.activelogicControls = (() => {
  const uses = new Map();
  const CONTROLS = 'input:not([type=hidden]):not([readonly]), select, button, summary, [role=button], a.red-ui-button';
  const isText = (control) => control.matches('input:not([type=checkbox])');
  const ownName = (control) => {
    if (/^(node|activelogic)-/.test(control.id)) return control.id;
    if (control.closest('.activelogic-picker-list')) return 'Column';
    const typedInput = [...control.classList].find((name) => name.startsWith('red-ui-typedInput-option-'));
    return typedInput ?? control.dataset.field ?? control.getAttribute('aria-label') ?? control.textContent.trim();
  };
  const nameOf = (control) =>
    // The buttons beside the select of a config node are Node-RED's.
    control.matches('a[id*=-input-btn-]')
      ? control.id
      : RED.editor.getEditStack().pop().type + ' ' + ownName(control);
  const controlOf = (element) => {
    const control = element.closest?.(CONTROLS);
    const form = control?.closest('#dialog-form, #node-config-dialog-edit-form');
    // Node-RED's expression editor and forms are not ours. While a form is saved, its fields have no ids.
    const isOwn =
      form &&
      form.querySelector('[id$=-input-name]') &&
      !form.closest('.red-ui-editor-type-expression') &&
      RED.editor.getEditStack().pop().type.startsWith('activelogic-');
    return isOwn && !control.id.startsWith('red-ui-trap') ? control : undefined;
  };
  const counts = (control, type) => {
    if (isText(control)) return type === 'input';
    if (control.matches('select')) return type === 'change';
    return type === 'click' || (type === 'keydown' && control.matches('.red-ui-editableList-item-handle'));
  };
  const look = () => {
    for (const element of document.querySelectorAll(CONTROLS)) {
      const control = controlOf(element);
      if (control !== element || control.offsetParent === null || control.disabled) continue;
      if (!uses.has(nameOf(control))) uses.set(nameOf(control), 0);
    }
  };
  for (const type of ['input', 'change', 'click', 'keydown']) {
    const note = ({ target }) => {
      look();
      const control = controlOf(target);
      if (!control || !counts(control, type)) return;
      uses.set(nameOf(control), (uses.get(nameOf(control)) ?? 0) + 1);
    };
    document.addEventListener(type, note, true);
  }
  return {
    usedLess: (than) =>
      [...uses].filter(([, count]) => count < than).map(([name, count]) => name + ': ' + count),
  };
})()`;
