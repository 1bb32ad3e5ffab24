/** Adds suggestions to a form and returns their id, for an input's `list`. They go when the form goes. */
export function addSuggestions(form: JQuery, id: string, names: readonly string[]): string {
  const list = $('<datalist>', { id }).appendTo(form);
  for (const name of names) $('<option>').val(name).appendTo(list);
  return id;
}
