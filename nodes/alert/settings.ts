import { MATCHES } from '../../lib/alert/condition';
import { conditions, level, type Level, store } from '../../lib/alert/settings';
import {
  choiceProperty,
  labelProperty,
  numberProperty,
  own,
  textProperty,
} from '../../lib/settings/settings';

export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * `event`: a message per event; `update`: one message with all events of an update; `list`: all active alarms, when
 * they change.
 */
export const OUTPUTS = ['event', 'update', 'list'] as const;
export type Output = (typeof OUTPUTS)[number];

/** Every property of an alert node. Times are in seconds. */
export const SETTINGS = {
  name: labelProperty(),
  severity: choiceProperty(SEVERITIES, 'warning'),
  conditions: own([], 'a list of `{column, measure, of?, op, raise, clear?}`, at least one', conditions),
  match: choiceProperty(MATCHES, 'all'),
  level: own<Level>('leaf', '`leaf`, `top` or the number of a level', level),
  raiseFor: numberProperty(3, 0),
  clearFor: numberProperty(3, 0),
  goneFor: numberProperty(10, 0),
  noDataFor: numberProperty(60, 0),
  remind: numberProperty(0, 0),
  output: choiceProperty(OUTPUTS, 'event'),
  store: textProperty(store, 'the name of a context store; empty: the default one'),
};
