import { translated } from '../../lib/translated';
import './red';
import type { Key, Translate } from './translate';

/** The address at which the editor finds a text of this package. */
export const addressOf = (key: Key): string => `node-red-contrib-activelogic/${key}`;

/** A text from this package's catalogues, in the editor's language. */
export const text: Translate = (key, params) =>
  translated((address, marks) => RED._(address, marks), addressOf(key), params);
