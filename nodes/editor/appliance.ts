import { CodecChoice } from './appliances/codec-choice';
import { ConnectionTest } from './appliances/connection-test';
import { noteEmptyCredentials } from './rules/empty-credentials';
import { fieldText, leaveAbsent, showDefaults, trimField } from './widgets/fields';
import { numberProblem, readNumber, upperBoundProblem } from './rules/number-rule';
import { toCurrent } from '../migrations/steps';
import { applianceLabel } from './rules/labels';
import { isBlank } from './rules/names';
import { addStyle } from './widgets/style';
import { text } from './text';
import { mayUseTls, urlProblem } from './rules/url-rule';
import { fitsCredentials, separateUserinfo } from './rules/userinfo';
import { validator } from './rules/validator';
import { showCurrent, storeCurrent, versioned } from './widgets/versions';

interface Appliance {
  name: string;
  url: string;
  tls: string;
  auth: string;
  handshakeTimeout: unknown;
  heartbeat: unknown;
  staleAfter: unknown;
  reconnectMin: unknown;
  reconnectMax: unknown;
  maxPayload: unknown;
  codec: string;
}

interface Credentials {
  username: string;
  password: string;
  token: string;
}

const FORM = 'node-config-input';

/** What counts where a flow says nothing; the numbers are those behind "Timeouts and limits". */
const LIMITS = {
  handshakeTimeout: 10,
  heartbeat: 15,
  staleAfter: 60,
  reconnectMin: 1,
  reconnectMax: 60,
  maxPayload: 32,
};

/** The appliance in the open dialog: there a field says more than what is stored. */
let edited: string | undefined;

let test: ConnectionTest | undefined;
let codecs: CodecChoice | undefined;

function closed(): void {
  edited = undefined;
  test?.close();
  codecs?.close();
  test = codecs = undefined;
}

/**
 * Takes user name and password out of the URL and into the fields for them: there Node-RED keeps them secret, and the
 * runtime refuses a URL that has them. A way of authentication that is neither none nor basic stays selected.
 */
function moveUserinfo(): void {
  const url = $(`#${FORM}-url`);
  const separated = separateUserinfo(fieldText(url));
  if (!separated || !fitsCredentials(separated)) return;
  const auth = $(`#${FORM}-auth`);
  if (fieldText(auth) === 'none') auth.val('basic').trigger('change');
  $(`#${FORM}-username`).val(separated.username);
  $(`#${FORM}-password`).val(separated.password);
  $('#activelogic-appliance-moved').text(text('appliance:appliance.hint.moved'));
  url.val(separated.url).trigger('change');
}

const notNegative = validator((value) => numberProblem(value, { min: 0 }, text));

function validReconnectMax(value: unknown, node: { id: string; reconnectMin: unknown }): string | undefined {
  const lower = edited === node.id ? fieldText($(`#${FORM}-reconnectMin`)) : node.reconnectMin;
  return upperBoundProblem(
    value,
    { value: lower, label: text('appliance:appliance.label.reconnectMin') },
    text,
  );
}

RED.nodes.registerType<Appliance, Credentials>('activelogic-appliance', {
  category: 'config',
  color: '#52A9B6',
  icon: 'appliance.svg',
  defaults: versioned<Appliance>('activelogic-appliance', {
    name: { value: '' },
    url: {
      value: 'ws://localhost:8000/view',
      required: true,
      label: text('appliance:appliance.label.url'),
      validate: validator((value) => urlProblem(value, text)),
    },
    tls: { value: '', type: 'tls-config', required: false, label: text('appliance:appliance.label.tls') },
    auth: { value: 'none' },
    handshakeTimeout: {
      value: 10,
      label: text('appliance:appliance.label.handshakeTimeout'),
      // It cannot be switched off.
      validate: validator((value) => numberProblem(value, { min: 0.01 }, text)),
    },
    heartbeat: { value: 15, label: text('appliance:appliance.label.heartbeat'), validate: notNegative },
    staleAfter: { value: 60, label: text('appliance:appliance.label.staleAfter'), validate: notNegative },
    reconnectMin: { value: 1, label: text('appliance:appliance.label.reconnectMin'), validate: notNegative },
    reconnectMax: {
      value: 60,
      label: text('appliance:appliance.label.reconnectMax'),
      validate: validator(validReconnectMax),
    },
    maxPayload: {
      value: 32,
      label: text('appliance:appliance.label.maxPayload'),
      validate: validator((value) => numberProblem(value, { above: 0 }, text)),
    },
    codec: { value: '' },
  }),
  credentials: {
    username: { type: 'text' },
    password: { type: 'password' },
    token: { type: 'password' },
  },
  paletteLabel: () => text('appliance:appliance.palette'),
  label() {
    return applianceLabel(toCurrent('activelogic-appliance', this));
  },
  labelStyle() {
    return isBlank(this.name) ? '' : 'node_label_italic';
  },
  oneditprepare() {
    edited = this.id;
    addStyle();
    const stored = showCurrent<Appliance>('activelogic-appliance', this, FORM);
    noteEmptyCredentials(this, ['username'], ['password', 'token']);
    showDefaults(stored, FORM, { auth: 'none', ...LIMITS });
    // What is wrong must not stay out of sight.
    const invalid = (this as { valid?: boolean }).valid === false;
    $('.activelogic-limits').prop('open', invalid && urlProblem(stored.url, text) === undefined);
    const url = $(`#${FORM}-url`);
    url
      .on('input change keyup paste', () => $('.activelogic-tls').toggle(mayUseTls(fieldText(url))))
      .on('change', moveUserinfo)
      .trigger('change');
    const auth = $(`#${FORM}-auth`);
    auth
      .on('change', () => {
        $('.activelogic-auth').hide();
        $(`.activelogic-auth-${fieldText(auth)}`).show();
      })
      .trigger('change');
    codecs?.close();
    codecs = new CodecChoice($(`#${FORM}-codec`), stored.codec);
    test?.close();
    test = new ConnectionTest($('#activelogic-appliance-test'), $('#node-config-dialog-edit-form'), this.id);
  },
  oneditsave() {
    closed();
    // The field may still have the focus.
    moveUserinfo();
    storeCurrent('activelogic-appliance', this);
    trimField(FORM, 'name');
    trimField(FORM, 'url');
    // Flows of before there was a choice have none.
    leaveAbsent(this, FORM, { codec: '' });
    const node = this as Record<keyof typeof LIMITS, unknown>;
    for (const property of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
      node[property] = readNumber(fieldText($(`#${FORM}-${property}`)), node[property]);
    }
  },
  oneditcancel: closed,
  oneditdelete: closed,
});
