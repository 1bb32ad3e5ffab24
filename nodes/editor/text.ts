import './red';
import type { Translate } from './translate';

/** A text from this package's catalogues, in the editor's language. */
export const text: Translate = (key, params) => RED._(`node-red-contrib-activelogic/${key}`, params);
