import { printable } from '../../lib/printable';
import { adviceText, checkName, findingText } from '../../lib/doctor/english';
import type { CheckResult } from '../../lib/doctor/finding';
import { type Advice, type Check, DOCTOR_TEXTS, type State, VIEW_TEXTS } from '../../lib/texts';

/** How to show lines. */
export interface Look {
  /** Shows signs instead of words, and colours unless {@link plain}. */
  terminal: boolean;
  plain: boolean;
  /** The width of a line in characters. On a terminal, longer ones are broken. */
  columns: number;
}

const SIGNS: Readonly<Record<State, string>> = {
  passed: '✓',
  warning: '!',
  failed: '✗',
  skipped: '–',
  untried: '·',
};

const WORDS: Readonly<Record<State, string>> = {
  passed: 'ok',
  warning: 'WARNING',
  failed: 'FAILED',
  skipped: '-',
  untried: '-',
};

/** Codes of ECMA-48: green, yellow, red, and faint. */
const COLOURS: Readonly<Record<State, string>> = {
  passed: '32',
  warning: '33',
  failed: '31',
  skipped: '2',
  untried: '2',
};

/** The options that help to follow a piece of advice. */
const OPTION_OF: Partial<Record<Advice, string>> = {
  trustIt: '--ca',
  trustCa: '--ca',
  trustChain: '--ca',
  verify: '--ca instead of --insecure',
  otherName: '--servername',
  clientCertificate: '--cert and --key',
  credentials: '--user or --token-file',
  noCredentials: '--user, --token-file or --header-file',
  payload: '--max-payload',
  view: '--distribution',
};

const NAME_WIDTH = Math.max(
  ...Object.values({ ...DOCTOR_TEXTS.check, ...VIEW_TEXTS.check }).map(({ length }) => length),
);
const WORD_WIDTH = Math.max(...Object.values(WORDS).map(({ length }) => length));
const TIME_WIDTH = '10000 ms'.length;

/** What to do about a finding, and the option for it. */
export function adviceOf(result: CheckResult): string | undefined {
  const text = adviceText(result);
  const option = result.advice && OPTION_OF[result.advice];
  return text !== undefined && option !== undefined ? `${text} (${option})` : text;
}

/** Shows a running check on a terminal. */
export function beginning(check: Check): string {
  return `… ${checkName(check)}`;
}

/** A result as a line, and its advice as another. The appliance's texts in it are printable. */
export function lineOf(result: CheckResult, look: Look): string {
  const { state, check, milliseconds } = result;
  const sign = look.terminal ? SIGNS[state] : WORDS[state].padEnd(WORD_WIDTH);
  const time = milliseconds === undefined ? '' : timeOf(milliseconds);
  const head = `${checkName(check).padEnd(NAME_WIDTH)}  ${time.padStart(TIME_WIDTH)}  `;
  const indent = sign.length + 1 + head.length;
  const text = fit(printable(findingText(result)), indent, look);
  const advice = adviceOf(result);
  const arrow = look.terminal ? '→ ' : '-> ';
  const more =
    advice === undefined
      ? ''
      : `\n${' '.repeat(indent)}${arrow}${fit(printable(advice), indent + arrow.length, look)}`;
  const faint = state === 'skipped' || state === 'untried';
  if (faint) return painted(`${sign} ${head}${text}`, state, look);
  return `${painted(sign, state, look)} ${head}${text}${more}`;
}

/** The last line: the overall result. */
export function verdict(results: readonly CheckResult[], look: Look): string {
  const count = (state: State): number => results.filter((result) => result.state === state).length;
  const failed = results.find(({ state }) => state === 'failed');
  const warnings = count('warning');
  const warned = `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  if (failed) {
    const rest = warnings > 0 ? `, and ${warned} before` : '';
    return painted(`${checkName(failed.check)} failed${rest}.`, 'failed', look);
  }
  if (count('untried') > 0) return painted('Not everything was tried.', 'warning', look);
  if (warnings > 0) return painted(`It works, with ${warned}.`, 'warning', look);
  return painted('All is well.', 'passed', look);
}

function timeOf(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

function painted(text: string, state: State, { terminal, plain }: Look): string {
  return terminal && !plain ? `\u001b[${COLOURS[state]}m${text}\u001b[0m` : text;
}

/** Breaks text between words and aligns what follows below its beginning, if there is room for that. */
function fit(text: string, indent: number, { terminal, columns }: Look): string {
  const room = columns - indent;
  if (!terminal || room < 20) return text;
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= room) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
