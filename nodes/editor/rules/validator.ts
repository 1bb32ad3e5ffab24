/** What a validator says: fine, or what is wrong. */
export type Verdict = true | string | string[];

/** Exactly two parameters: by their number Node-RED tells that the answer may be a text. */
export type Validate<TNode> = (this: TNode, value: unknown, options: { label?: string }) => Verdict;

/** What is wrong with a value of `node`; nothing, a text, or a text for each entry that is wrong. */
export type Problem<TNode> = (value: unknown, node: TNode) => string | readonly string[] | undefined;

/** A property's `validate` function: each text starts with the property's label, as those of Node-RED itself. */
export function validator<TNode>(problem: Problem<TNode>): Validate<TNode> {
  return function (value, options) {
    const found = problem(value, this) ?? [];
    const texts = (typeof found === 'string' ? [found] : found).map((each) =>
      options.label === undefined ? each : `${options.label}: ${each}`,
    );
    return texts.length === 0 ? true : texts.length === 1 ? (texts[0] ?? true) : texts;
  };
}
