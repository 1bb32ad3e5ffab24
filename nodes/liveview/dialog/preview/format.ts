/** Formats values in the editor's language. The unit is in the table's header, so a value has none. */

const NARROW_SPACE = '\u202f';
const NOTHING = '–';

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

type Format = (value: number) => string;

/** Units whose values get an SI prefix. */
const SCALED = /^(bits?|b|bytes?|B)(\/s|ps)?$/;

/**
 * @param unit from the catalogue, so any text
 * @returns a function that formats the column's values; `null` becomes a dash
 */
export function formatter(
  unit: string | undefined,
  language: string,
): (value: number | string | null) => string {
  const format = numberFormat(unit, language);
  return (value) => (value === null ? NOTHING : typeof value === 'string' ? value : format(value));
}

function numberFormat(unit: string | undefined, language: string): Format {
  if (unit === '1') return percentFormat(language);
  if (unit === 'ms') return fixed(language, 1);
  if (unit !== undefined && SCALED.test(unit)) return scaled(language);
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  return (value) => thin(format, value);
}

/** Three digits and a prefix, such as 12.3 M. */
function scaled(language: string): Format {
  const digits = [0, 1, 2].map((count) => fixed(language, count));
  return (value) => {
    let prefix = 0;
    let rest = value;
    // If three digits round up to a thousand, use the next prefix.
    while (Math.abs(rest) >= 999.5 && prefix < PREFIXES.length - 1) {
      rest /= 1000;
      prefix++;
    }
    const size = Math.abs(rest);
    const fraction = prefix === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    const name = PREFIXES[prefix] ?? '';
    return `${digits[fraction]?.(rest) ?? ''}${name === '' ? '' : NARROW_SPACE + name}`;
  };
}

function percentFormat(language: string): Format {
  const format = new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  return (value) => format.format(value);
}

/** Always the same number of decimals, so that values align. */
function fixed(language: string, digits: number): Format {
  const format = new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return (value) => thin(format, value);
}

/** Separates thousands by thin spaces. A comma could be read as a decimal point. */
function thin(format: Intl.NumberFormat, value: number): string {
  return format
    .formatToParts(value)
    .map((part) => (part.type === 'group' ? NARROW_SPACE : part.value))
    .join('');
}
