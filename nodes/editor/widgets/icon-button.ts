/** A small button that shows an icon only, and says what it does to those who hear or hover it. */
export function iconButton(icon: string, label: string): JQuery {
  return $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' })
    .attr({ 'aria-label': label, title: label })
    .append($('<i>', { class: icon, 'aria-hidden': 'true' }));
}
