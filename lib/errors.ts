import { ERROR_TEXTS } from './texts';

/** The code of a {@link LiveViewError}. Its text in {@link ERROR_TEXTS} documents it. */
export type ErrorCode = keyof typeof ERROR_TEXTS;

export type ErrorParams = Readonly<Record<string, string | number>>;

/** An error of this package: `code` for programs, `params` for translations, `message` in English. */
export class LiveViewError extends Error {
  override readonly name = 'LiveViewError';

  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    options?: ErrorOptions,
  ) {
    super(fill(ERROR_TEXTS[code], params), options);
  }
}

/** Fills the parameters into a template. */
export function fill(template: string, params: ErrorParams): string {
  return template.replace(/__(\w+?)__/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
