import type { DoctorTexts, ErrorTexts } from '../../lib/texts';
import type alert from '../../locales/en-US/alert.json';
import type appliance from '../../locales/en-US/appliance.json';
import type catalog from '../../locales/en-US/catalog.json';
import type distribution from '../../locales/en-US/distribution.json';
import type filter from '../../locales/en-US/filter.json';
import type liveview from '../../locales/en-US/liveview.json';

/** The English catalogues by node. The build adds the library's texts to the appliance's. */
interface Catalogues {
  alert: typeof alert;
  appliance: typeof appliance & { errors: ErrorTexts; doctor: DoctorTexts };
  catalog: typeof catalog;
  distribution: typeof distribution;
  filter: typeof filter;
  liveview: typeof liveview;
}

/** The paths of a catalogue's texts, such as `status.connected`. */
type Paths<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}`;
}[keyof T & string];

/** The address of a text: its node and its path in that catalogue. An address without a text does not compile. */
export type Key = {
  [Node in keyof Catalogues]: `${Node}:${Paths<Catalogues[Node]>}`;
}[keyof Catalogues];

/** Looks up a text. Code that takes one as a parameter can be tested without a browser. */
export type Translate = (key: Key, params?: Record<string, string | number>) => string;
