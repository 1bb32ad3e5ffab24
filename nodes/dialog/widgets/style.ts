import css from './style.css';

/** Adds the style sheet of all forms to the page, once. */
export function addStyle(): void {
  addStyleSheet('activelogic-style', css);
}

/** Adds the style sheet of a part that only some forms have. */
export function addStyleSheet(id: string, css: string): void {
  if (document.getElementById(id) === null) $('<style>', { id }).text(css).appendTo('head');
}
