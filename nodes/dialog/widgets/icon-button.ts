/** A small button with an icon. Its label is for screen readers and the tooltip. */
export function iconButton(icon: string, label: string): JQuery {
  return $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' })
    .attr({ 'aria-label': label, title: label })
    .append($('<i>', { class: icon, 'aria-hidden': 'true' }));
}
