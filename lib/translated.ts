/** Looks up a text and fills in its placeholders, such as `__name__`: Node-RED's `RED._`. */
type Translator = (key: string, params: Record<string, string | number>) => string;

/** Stands for a parameter. No text has these characters, because no font has a sign for them. */
const MARK = /\ue000(\d+)\ue001/g;

/**
 * A translated text with its parameters. The translator fills them in one after the other, so it would take a name such
 * as `__host__` for the placeholder of the next one. So it fills in marks, and they give way to the names all at once.
 */
export function translated(
  translate: Translator,
  key: string,
  params: Readonly<Record<string, string | number>> = {},
): string {
  const names: string[] = [];
  const marked = Object.entries(params).map(([name, value]) =>
    typeof value === 'string' ? [name, `\ue000${names.push(value) - 1}\ue001`] : [name, value],
  );
  const text = translate(key, Object.fromEntries(marked) as Record<string, string | number>);
  return names.length === 0 ? text : text.replace(MARK, (_, index: string) => names[Number(index)] ?? '');
}
