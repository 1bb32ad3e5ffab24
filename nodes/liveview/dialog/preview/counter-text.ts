import type { Translate } from '../../../dialog/translate';
import type { UpdateLine } from './live-view';

/** Warns about a column that seems to count differently than declared. */
export function counterText({ key, seems }: NonNullable<UpdateLine['counter']>, t: Translate): string {
  return seems === 'total'
    ? t('liveview:liveview.preview.countsTotal', { column: key })
    : t('liveview:liveview.preview.countsUpdate', { column: key });
}
