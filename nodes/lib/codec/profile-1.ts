import { CompactUpdates } from '../protocol/compact-update';
import { decodeFrame } from '../protocol/decode';
import { CLOSE_CODES, type SYSTEM_ERROR_CODES, type ViewFrame } from '../protocol/frames';
import { InvalidFrame } from '../protocol/invalid-frame';
import { beginsAsUpdate, mayTurnOut } from '../protocol/sniff';
import type { Codec, Refusal, Skim } from './codec';

/** An error with code `internal`, or one that this version does not know, is no reason to give the view up. */
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

const SKIM: Skim = {
  looksLikeUpdate: (data, isBinary) => !isBinary && beginsAsUpdate(data),
  mayTurnOut,
};

/** LiveView JSON profile 1, which is spoken where nothing else is said. */
export const profile1: Codec = {
  name: 'profile 1',
  open(view) {
    const depth = view?.distributions.length ?? 0;
    const updates = new CompactUpdates();
    return {
      encodeView: (definition) => JSON.stringify({ type: 'view', ...definition } satisfies ViewFrame),
      decode(data, isBinary) {
        if (isBinary) throw new InvalidFrame('the frame is binary');
        return updates.read(data, depth) ?? decodeFrame(data.toString(), depth);
      },
      refusal: (code) => REFUSALS_BY_CODE.get(code),
      skim: SKIM,
    };
  },
};
