const ID = 'activelogic-style';

/**
 * Only the editor's own variables for colours, so that the rows follow its theme. Long texts and rows have no width of
 * their own (`width: 0`), because Node-RED does not let a dialog get narrower than what its form asks for at first.
 */
const CSS = `
.activelogic-row { display: flex; gap: 6px; align-items: center; }
.activelogic-row input[type='text'], .activelogic-row select { margin: 0; min-width: 0; }
.activelogic-row > input[type='text'] { width: 0; flex: 1 1 0; }
.activelogic-row > select { width: auto; flex: 0 0 auto; }
.activelogic-level {
  flex: 0 0 auto; min-width: 20px; line-height: 20px; border-radius: 10px; text-align: center; font-size: 0.85em;
  color: var(--red-ui-secondary-text-color); border: 1px solid var(--red-ui-secondary-border-color);
}
.activelogic-filter-values { margin-top: 6px; align-items: flex-start; }
.activelogic-filter-values > span { flex: 0 0 auto; line-height: 34px; }
.activelogic-filter-values > button { margin-top: 7px; }
.activelogic-values {
  flex: 1 1 0; min-width: 0; display: grid; gap: 6px; align-items: center;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 210px), 1fr));
}
.activelogic-value { display: flex; gap: 4px; align-items: center; width: 100%; min-width: 0; }
.activelogic-value-field { flex: 1 1 0; min-width: 0; }
.activelogic-hint { width: 0; min-width: calc(100% - 105px); margin: 4px 0 0 105px; font-size: 0.9em; color: var(--red-ui-secondary-text-color); }
.activelogic-section { margin: 0 0 6px; color: var(--red-ui-form-text-color); }
.activelogic-section + .activelogic-hint { min-width: 100%; margin: 0 0 6px; }
.red-ui-editor .form-row input.activelogic-check { width: auto; margin: 0 4px 0 0; vertical-align: middle; }
.red-ui-editor .form-row label.activelogic-check-label { width: auto; margin: 0; vertical-align: middle; }
.red-ui-editor .form-row input.activelogic-number { width: 90px; }
.activelogic-check-label + .activelogic-hint { min-width: calc(100% - 20px); margin-left: 20px; }
.activelogic-unit { margin-left: 6px; color: var(--red-ui-secondary-text-color); }
.activelogic-limits { margin-bottom: 12px; color: var(--red-ui-form-text-color); }
.activelogic-limits > summary { display: list-item; margin-bottom: 12px; cursor: pointer; }
.activelogic-limits .form-row > label { width: 190px; }
.activelogic-limits > .activelogic-hint { min-width: 100%; margin: 0 0 12px; }
.activelogic-condition > select { width: 0; flex: 1 1 0; }
.activelogic-condition-line { margin-top: 6px; }
.activelogic-row > span { flex: 0 0 auto; }
.activelogic-sentence {
  width: 0; min-width: 100%; box-sizing: border-box; margin: 0; padding: 6px 10px; border-left: 3px solid var(--red-ui-secondary-border-color);
  color: var(--red-ui-form-text-color); overflow-wrap: anywhere;
}
.activelogic-mark { margin: 4px 26px 0 24px; font-size: 0.9em; overflow-wrap: anywhere; color: var(--red-ui-text-color-error); }
.red-ui-editableList + .activelogic-mark { margin-left: 0; }
.activelogic-codec > .activelogic-mark { margin: 4px 0 0 105px; }
.red-ui-editor input.activelogic-wrong, .red-ui-editor select.activelogic-wrong, .activelogic-wrong .red-ui-typedInput-container { border-color: var(--red-ui-form-input-border-error-color) !important; }
.activelogic-tab-wrong { margin-left: 6px; color: var(--red-ui-text-color-error); }
.activelogic-knowledge { display: flex; gap: 6px; align-items: center; box-sizing: border-box; margin: 4px 0 0; padding-left: 105px; }
.activelogic-section + .activelogic-knowledge { margin: 0 0 6px; padding-left: 0; }
.activelogic-knowledge > span { width: 0; flex: 1 1 0; font-size: 0.9em; overflow-wrap: anywhere; color: var(--red-ui-secondary-text-color); }
.activelogic-knowledge > button { flex: 0 0 auto; }
.activelogic-beside-label { padding-left: 105px; }
.activelogic-row-hint { display: flex; flex-wrap: wrap; gap: 0 12px; width: 0; min-width: 100%; margin-top: 4px; font-size: 0.9em; overflow-wrap: anywhere; color: var(--red-ui-primary-text-color); }
.activelogic-row-hint > span { max-width: 100%; border-left: 3px solid var(--red-ui-border-color-warning); padding-left: 6px; }
.activelogic-row input.activelogic-idle:not(:focus), .form-row input.activelogic-idle:not(:focus) { opacity: 0.6; }
.activelogic-menu.ui-autocomplete {
  z-index: 2000; max-width: min(480px, 96vw); max-height: 260px; overflow: hidden auto; box-sizing: border-box; padding: 0;
  font: var(--red-ui-primary-font-size) var(--red-ui-primary-font); color: var(--red-ui-menuColor);
  background: var(--red-ui-menuBackground); border: 1px solid var(--red-ui-primary-border-color); border-radius: 0;
  box-shadow: 1px 1px 4px var(--red-ui-shadow);
}
.activelogic-menu .ui-menu-item-wrapper.ui-menu-item-wrapper { display: flex; gap: 12px; margin: 0; padding: 4px 8px; border: 0; overflow-wrap: anywhere; }
.activelogic-menu .ui-menu-item-wrapper.ui-state-active { color: var(--red-ui-menuHoverColor); background: var(--red-ui-menuHoverBackground); box-shadow: inset 3px 0 0 var(--red-ui-form-input-focus-color); }
.activelogic-menu .ui-menu-item-wrapper > span { min-width: 0; }
.activelogic-menu-detail { flex: 1 1 0; text-align: right; opacity: 0.75; font-size: 0.9em; }
.activelogic-picker-list {
  margin-top: 6px; overflow: hidden auto; border: 1px solid var(--red-ui-form-input-border-color); border-radius: 4px;
  color: var(--red-ui-form-text-color); background: var(--red-ui-form-input-background);
}
.red-ui-editor .form-row label.activelogic-picker-row { display: flex; gap: 8px; align-items: baseline; width: auto; margin: 0; padding: 4px 8px; cursor: pointer; }
.red-ui-editor .form-row .activelogic-picker-row > input { flex: 0 0 auto; width: auto; margin: 0; }
.activelogic-picker-words { flex: 1 1 0; min-width: 0; display: flex; flex-wrap: wrap; gap: 0 10px; overflow-wrap: anywhere; }
.activelogic-picker-words > span { min-width: 0; }
.activelogic-picker-words > .activelogic-row-hint { flex: 0 0 100%; box-sizing: border-box; width: auto; margin: 2px 0 0; border-left: 3px solid var(--red-ui-border-color-warning); padding-left: 6px; }
.activelogic-picker-title { color: var(--red-ui-secondary-text-color); }
.activelogic-picker-default { padding: 0 6px; border: 1px solid var(--red-ui-secondary-border-color); border-radius: 8px; font-size: 0.85em; color: var(--red-ui-secondary-text-color); }
.activelogic-picker-row:hover, .activelogic-picker-hit { background: var(--red-ui-list-item-background-hover); }
.activelogic-picker-hit { box-shadow: inset 3px 0 0 var(--red-ui-form-input-focus-color); }
.activelogic-picker-row:focus-within { outline: 1px solid var(--red-ui-form-input-focus-color); outline-offset: -1px; }
.activelogic-picker-count { color: var(--red-ui-secondary-text-color); }
.activelogic-hidden.activelogic-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;

/** Adds the forms' styles to the page, once for all sets of this package. */
export function addStyle(): void {
  addStyleSheet(ID, CSS);
}

/** Adds the styles of a part that not every form has. */
export function addStyleSheet(id: string, css: string): void {
  if (document.getElementById(id) === null) $('<style>', { id }).text(css).appendTo('head');
}
