import type { SYSTEM_ERROR_CODES } from '../../lib/protocol/frames';

/** Why a view frame was refused; sent as a fatal error frame. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: (typeof SYSTEM_ERROR_CODES)[number],
    message: string,
  ) {
    super(message);
  }
}
