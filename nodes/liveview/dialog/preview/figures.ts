import type { Translate } from '../../../dialog/translate';

/** What the bar shows for a live view. */
export interface Figures {
  /** Items of the last update, and how many are shown. */
  size: number;
  shown: number;
  /** Updates per second, if known. */
  rate: number | undefined;
  /** ms since the last update. */
  age: number;
}

/** A line such as "1,204 items · showing the first 20 · 1.0 updates/s · 0.4 s ago". */
export function figuresText({ size, shown, rate, age }: Figures, t: Translate, language: string): string {
  const whole = new Intl.NumberFormat(language);
  const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const seconds = age / 1000;
  return [
    size === 1
      ? t('liveview:liveview.preview.item')
      : t('liveview:liveview.preview.items', { count: whole.format(size) }),
    ...(shown < size ? [t('liveview:liveview.preview.first', { shown: whole.format(shown) })] : []),
    ...(rate === undefined ? [] : [t('liveview:liveview.preview.rate', { rate: tenths.format(rate) })]),
    t('liveview:liveview.preview.age', {
      seconds: (seconds < 10 ? tenths : whole).format(seconds < 10 ? seconds : Math.floor(seconds)),
    }),
  ].join(' · ');
}
