/** The dock stays at the bottom of the form, above what scrolls; the table has its own ways to scroll. */
export const PREVIEW_CSS = `
.activelogic-docked { display: flex; flex-direction: column; }
.activelogic-docked > * { flex: 0 0 auto; }
.red-ui-editor .activelogic-docked > .activelogic-dock {
  position: sticky; bottom: 0; z-index: 2; margin: auto 0 0; padding-bottom: 2px; background: var(--red-ui-form-background);
}
.activelogic-dock-bar {
  display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; min-height: 34px; padding: 4px 6px; box-sizing: border-box;
  border: 1px solid var(--red-ui-secondary-border-color); border-radius: 4px; background: var(--red-ui-tertiary-background);
}
.activelogic-dock-open > .activelogic-dock-bar { border-radius: 4px 4px 0 0; }
.activelogic-dock-toggle[aria-expanded='true'] > .fa-caret-right { transform: rotate(90deg); }
.activelogic-dock-toggle > i { width: 10px; }
.activelogic-dock-said { display: flex; flex: 1 1 0; min-width: 160px; gap: 7px; align-items: center; color: var(--red-ui-secondary-text-color); line-height: 18px; }
.activelogic-dock-said > div { overflow-wrap: anywhere; }
.activelogic-dock-figures { font-variant-numeric: tabular-nums; }
.activelogic-dock-dot { flex: 0 0 auto; width: 8px; height: 8px; border-radius: 50%; box-sizing: border-box; border: 2px solid var(--red-ui-node-status-colors-grey); }
.activelogic-dock-dot[data-tone='good'] { border-width: 4px; border-color: var(--red-ui-node-status-colors-green); }
.activelogic-dock-dot[data-tone='busy'] { border-color: var(--red-ui-node-status-colors-yellow); }
.activelogic-dock-dot[data-tone='bad'] { border-width: 4px; border-color: var(--red-ui-node-status-colors-red); }
.activelogic-dock-dot[data-tone='lost'] { border-color: var(--red-ui-node-status-colors-red); }
.activelogic-dock-said[data-tone='bad'], .activelogic-dock-said[data-tone='lost'] { color: var(--red-ui-form-text-color); }
.activelogic-dock-body {
  overflow: auto; overflow-anchor: none; box-sizing: border-box; border: 1px solid var(--red-ui-secondary-border-color); border-top: 0;
  border-radius: 0 0 4px 4px; background: var(--red-ui-form-input-background);
}
.activelogic-dock-body:focus-visible { outline: 1px solid var(--red-ui-form-input-focus-color); outline-offset: -1px; }
.activelogic-dock-blank { margin: 0; padding: 24px 12px; text-align: center; color: var(--red-ui-secondary-text-color); }
.activelogic-preview-table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 0.93em; line-height: 18px; color: var(--red-ui-form-text-color); }
.activelogic-dim { opacity: 0.45; }
.activelogic-preview-table th, .activelogic-preview-table td { padding: 3px 8px; white-space: nowrap; font-weight: normal; text-align: right; vertical-align: top; border-bottom: 1px solid var(--red-ui-secondary-border-color); }
.activelogic-preview-table td { position: relative; font-variant-numeric: tabular-nums; }
.activelogic-preview-table th:first-child { position: sticky; left: 0; z-index: 1; width: 100%; max-width: 220px; min-width: 120px; overflow: hidden; text-overflow: ellipsis; text-align: left; background: var(--red-ui-form-input-background); box-shadow: inset -1px 0 var(--red-ui-secondary-border-color); }
.activelogic-preview-table thead th { position: sticky; top: 0; z-index: 1; padding: 0; background: var(--red-ui-tertiary-background); border-bottom-color: var(--red-ui-primary-border-color); }
.activelogic-preview-table thead th:first-child { z-index: 2; padding: 3px 8px 3px 26px; background: var(--red-ui-tertiary-background); font-weight: bold; }
.activelogic-preview-table thead button { display: grid; grid-template-columns: 1fr auto; gap: 0 4px; width: 100%; height: 100%; margin: 0; padding: 3px 8px; border: 0; background: none; color: inherit; font: inherit; font-weight: bold; text-align: right; cursor: pointer; }
.activelogic-preview-table thead button:hover { background: var(--red-ui-secondary-background-hover); }
.activelogic-preview-table button:focus-visible { outline: 1px solid var(--red-ui-form-input-focus-color); outline-offset: -1px; }
.activelogic-preview-table thead button > i { visibility: hidden; line-height: 18px; }
.activelogic-preview-table thead button:hover > i { visibility: visible; opacity: 0.4; }
.activelogic-preview-table [aria-sort] > button > i { visibility: visible !important; opacity: 1 !important; }
.activelogic-preview-table thead small { grid-column: 1 / -1; font-size: 0.85em; font-weight: normal; line-height: 14px; color: var(--red-ui-secondary-text-color); }
.activelogic-preview-table td::before { content: ''; position: absolute; inset: 3px 4px 3px auto; width: calc(var(--activelogic-share, 0%) - 8px); border-radius: 2px; background: var(--red-ui-text-color-link); opacity: 0.16; }
.activelogic-preview-table tbody tr:hover > * { background: var(--red-ui-list-item-background-hover); }
.activelogic-preview-fold { width: 20px; margin: 0 0 0 -2px; padding: 0; border: 0; background: none; color: var(--red-ui-secondary-text-color); font: inherit; cursor: pointer; }
.activelogic-preview-fold[aria-expanded='true'] > i { transform: rotate(90deg); }
.activelogic-preview-child > * { color: var(--red-ui-secondary-text-color); }
.activelogic-preview-more > th { font-style: italic; color: var(--red-ui-secondary-text-color); }
.activelogic-preview-table td.activelogic-preview-text { text-align: left; }
.activelogic-preview-table td.activelogic-preview-none { color: var(--red-ui-tertiary-text-color); }
`;
