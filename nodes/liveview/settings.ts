import { DEFAULT_MEASUREMENT } from '../../lib/items/measurement';
import {
  flagProperty,
  choiceProperty,
  labelProperty,
  numberProperty,
  own,
  referenceProperty,
  textProperty,
  when,
} from '../../lib/settings/settings';
import { columns, distributions, filters, measurement } from '../../lib/settings/view';

/** `update`: one message per update; `item`: one message per item. */
export const OUTPUTS = ['update', 'item'] as const;
/**
 * What a message holds if there is an `interval`. `newest`: the latest update; `interval`: all updates of the interval,
 * combined.
 */
export const OVER_CHOICES = ['newest', 'interval'] as const;
/** `tree`: items with `children`; `rows`: one flat row per leaf item; `points`: one per leaf item, for time series. */
export const SHAPES = ['tree', 'rows', 'points'] as const;

/** Every property of a liveview node. */
export const SETTINGS = {
  name: labelProperty(),
  appliance: referenceProperty('activelogic-appliance', true),
  distributions: own([{ name: 'Local Host' }], 'a list of `{name, arg?}`, outermost first', distributions),
  filters: own([], 'a list of `{mode, name, values, arg?}`', filters),
  columns: own([], 'a list of raw columns; empty: the default columns', columns),
  expand: flagProperty(true),
  output: choiceProperty(OUTPUTS, 'update'),
  shape: choiceProperty(SHAPES, 'tree'),
  // Only one shape uses each of these. The form shows it for that shape, and another shape ignores its value.
  origin: when(flagProperty(false), ({ shape }) => shape === 'rows'),
  measurement: when(
    {
      ...own(DEFAULT_MEASUREMENT, 'text without space, comma, `#` and `\\`', measurement),
      control: 'text' as const,
    },
    ({ shape }) => shape === 'points',
  ),
  sort: textProperty(),
  limit: numberProperty(0, 0),
  interval: numberProperty(0, 0),
  // Without an interval, every update is a message.
  over: choiceProperty(OVER_CHOICES, 'newest'),
  autostart: flagProperty(true),
};
