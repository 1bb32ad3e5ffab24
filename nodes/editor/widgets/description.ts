/** Ties a field to one more text that describes it, by the text's id. */
export function addDescription(fields: JQuery, id: string): void {
  fields.each((_index, field) => {
    $(field).attr('aria-describedby', [...described(field).filter((each) => each !== id), id].join(' '));
  });
}

/** Takes a text that describes fields away from them, and leaves those of others. */
export function removeDescription(fields: JQuery, id: string): void {
  fields.each((_index, field) => {
    const ids = described(field).filter((each) => each !== id);
    $(field).attr('aria-describedby', ids.length === 0 ? null : ids.join(' '));
  });
}

function described(field: HTMLElement): string[] {
  return (field.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id !== '');
}
