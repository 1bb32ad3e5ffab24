import { decodeFrame } from '../protocol/decode';
import {
  CLOSE_CODES,
  type SYSTEM_ERROR_CODES,
  type ViewDefinition,
  type ViewFrame,
} from '../protocol/frames';
import { InvalidFrame } from '../protocol/invalid-frame';
import type { Codec, Refusal } from './codec';

/** What the codes mean. After `internal`, or a code that this version does not know, the client keeps trying. */
const REFUSALS_BY_CODE = new Map<number | string, Refusal>([
  [CLOSE_CODES.viewRefused, 'refused'],
  [CLOSE_CODES.unauthorized, 'unauthorized'],
  [CLOSE_CODES.tooManyViews, 'too-many-views'],
  ...([
    ['unknown-distribution', 'refused'],
    ['unknown-filter', 'refused'],
    ['unknown-column', 'refused'],
    ['bad-value', 'refused'],
    ['bad-frame', 'refused'],
    ['busy', 'too-many-views'],
  ] satisfies [(typeof SYSTEM_ERROR_CODES)[number], Refusal][]),
]);

/** LiveView JSON profile 1: the default codec. */
export const profile1 = {
  name: 'profile 1',
  open(view: ViewDefinition | undefined) {
    const depth = view?.distributions.length ?? 0;
    return {
      encodeView: (definition: ViewDefinition) =>
        JSON.stringify({ type: 'view', ...definition } satisfies ViewFrame),
      decode(data: Buffer, isBinary: boolean) {
        if (isBinary) throw new InvalidFrame('the frame is binary');
        return decodeFrame(data.toString(), depth);
      },
      refusal: (code: number | string) => REFUSALS_BY_CODE.get(code),
    };
  },
} satisfies Codec;
