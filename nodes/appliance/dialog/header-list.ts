import { HEADER_SECRETS, type HeaderSecret } from '../../../lib/settings/headers';
import { asRecord } from '../../../lib/settings/rule';
import { keepMembers, type Read } from '../../dialog/rules/stored';
import { requiredText } from '../../dialog/rules/texts';
import { text } from '../../dialog/text';
import { fieldText, textField } from '../../dialog/widgets/fields';
import { keptText, unknownMarks } from '../../dialog/widgets/kept';
import { rowList, type RowList } from '../../dialog/widgets/row-list';

/** What Node-RED shows in place of a stored password. */
const STORED_PASSWORD = '__PWRD__';

export interface HeaderList extends RowList {
  /** The indexes of rows whose secret is neither stored nor typed. An imported flow has no secrets. */
  withoutValue: () => number[];
  /** Stops listening to the rows. */
  close: () => void;
}

/**
 * The headers of an appliance. A typed secret goes into a credential; the flow has only the credential's name.
 *
 * @param credential the hidden field of a credential, which Node-RED fills and stores
 */
export function headerList(
  element: JQuery,
  stored: unknown,
  credential: (name: HeaderSecret) => JQuery,
): HeaderList {
  /** The password field of each credential. */
  const fields = new Map<HeaderSecret, JQuery>();
  /** Empty while the rows are being built, because the list is not complete then. */
  const built: { list?: RowList } = {};
  const used = (): HeaderSecret[] => {
    const entries = built.list?.read();
    return Array.isArray(entries) ? entries.flatMap((entry: unknown) => secretOf(entry) ?? []) : [];
  };
  const follow = (): void => {
    if (!Array.isArray(built.list?.read())) return;
    const taken = used();
    for (const name of HEADER_SECRETS) {
      const field = fields.get(name);
      if (!taken.includes(name)) credential(name).val('');
      else if (field) credential(name).val(fieldText(field));
    }
    const full = taken.length >= HEADER_SECRETS.length;
    $("[data-field='secret']:not(:checked)", element)
      .prop('disabled', full)
      .attr('title', full ? text('appliance:appliance.hint.headersFull', { count: taken.length }) : null);
  };
  const list = rowList<Record<string, unknown>>(element, {
    stored,
    fallback: [],
    toItem(entry) {
      const item = asRecord(entry);
      const name = secretOf(entry);
      // A row shows one credential, and a credential has one row.
      if (item?.secret !== undefined && (name === undefined || fields.has(name))) return undefined;
      if (name !== undefined) fields.set(name, passwordField(fieldText(credential(name))));
      return item;
    },
    add: text('appliance:appliance.list.addHeader'),
    rowName: 'appliance:appliance.list.header',
    height: 'auto',
    blank: () => ({ name: '', value: '' }),
    build(row, item) {
      return buildRow(row, item, fields, () => HEADER_SECRETS.find((name) => !used().includes(name)));
    },
    changed: follow,
  });
  built.list = list;
  element.on('input.activelogicheaders change.activelogicheaders', 'input', follow);
  follow();
  return {
    ...list,
    // A focused field fires another change event while the form closes, when the list no longer exists.
    close: () => element.off('.activelogicheaders'),
    withoutValue: () => {
      const judged = list.judged();
      return (Array.isArray(judged) ? judged : []).flatMap((entry: unknown, index) => {
        const name = secretOf(entry);
        return name !== undefined && fieldText(credential(name)) === '' ? [index] : [];
      });
    },
  };
}

function buildRow(
  row: JQuery,
  item: Record<string, unknown>,
  fields: Map<HeaderSecret, JQuery>,
  free: () => HeaderSecret | undefined,
): Read {
  let secret = secretOf(item);
  const line = $('<div>', { class: 'activelogic-row' }).appendTo(row);
  const name = textField(line, { label: 'appliance:common.label.name', field: 'name' });
  const plain = textField(line, { label: 'appliance:common.label.value', field: 'value' });
  const typed = ((secret && fields.get(secret)) ?? passwordField('')).appendTo(line);
  const box = $('<input>')
    .attr({ type: 'checkbox', 'data-field': 'secret' })
    .prop('checked', secret !== undefined);
  const label = $('<label>', { class: 'activelogic-secret' }).text(text('appliance:appliance.label.secret'));
  label.prepend(box).appendTo(line);
  const marks = unknownMarks(line);
  const readPlain = keptText(plain, item.value, requiredText, marks);
  const show = (): void => {
    plain.toggle(secret === undefined);
    typed.toggle(secret !== undefined);
  };
  box.on('change', () => {
    const [from, to] = secret === undefined ? [plain, typed] : [typed, plain];
    secret = secret === undefined ? free() : undefined;
    if (secret !== undefined) fields.set(secret, typed);
    const value = fieldText(from);
    to.val(value === STORED_PASSWORD ? '' : value);
    from.val('');
    show();
  });
  show();
  return keepMembers(item, {
    name: keptText(name, item.name, requiredText, marks),
    value: () => (secret === undefined ? readPlain() : secret === item.secret ? item.value : undefined),
    secret: () => secret,
  });
}

function passwordField(value: string): JQuery {
  const label = text('appliance:common.label.value');
  return $('<input>')
    .attr({ type: 'password', autocomplete: 'new-password', 'aria-label': label, placeholder: label })
    .attr('data-field', 'value')
    .val(value);
}

function secretOf(entry: unknown): HeaderSecret | undefined {
  return HEADER_SECRETS.find((name) => name === asRecord(entry)?.secret);
}
