/** Adds a text, by its id, to those that describe a field. */
export function addDescription(fields: JQuery, id: string): void {
  fields.each((_index, field) => {
    $(field).attr('aria-describedby', [...described(field).filter((each) => each !== id), id].join(' '));
  });
}

/** Removes a text from those that describe fields, and keeps the others. */
export function removeDescription(fields: JQuery, id: string): void {
  fields.each((_index, field) => {
    const ids = described(field).filter((each) => each !== id);
    $(field).attr('aria-describedby', ids.length === 0 ? null : ids.join(' '));
  });
}

function described(field: HTMLElement): string[] {
  return (field.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id !== '');
}
