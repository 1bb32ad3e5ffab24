import { applianceLabel } from '../dialog/rules/appliance-label';
import { HEADER_SECRETS } from '../../lib/settings/headers';
import { draftOfForm } from '../dialog/requests/draft';
import { problemText } from '../dialog/requests/problem-text';
import { keep } from '../dialog/rules/stored';
import { fitsCredentials, separateUserinfo } from '../dialog/rules/userinfo';
import { text } from '../dialog/text';
import { dialog } from '../dialog/widgets/dialog';
import { fieldText } from '../dialog/widgets/fields';
import type { Form } from '../dialog/widgets/form';
import { CodecChoice } from './dialog/codec-choice';
import { ConnectionTest } from './dialog/connection-test';
import { noteEmptyCredentials } from './dialog/empty-credentials';
import { type HeaderList, headerList } from './dialog/header-list';
import { mayUseTls } from './dialog/url-rule';
import { CREDENTIAL_TYPES, SETTINGS } from './settings';

const FORM = 'node-config-input';

/**
 * Moves the user name and password from the URL to their fields. Node-RED keeps those secret, and the runtime refuses a
 * URL that contains them. A way of authentication that is neither none nor basic stays selected.
 */
function moveUserinfo(): void {
  const url = $(`#${FORM}-url`);
  const separated = separateUserinfo(fieldText(url));
  if (!separated || !fitsCredentials(separated)) return;
  const auth = $(`#${FORM}-auth`);
  if (fieldText(auth) === 'none') auth.val('basic').trigger('change');
  $(`#${FORM}-username`).val(separated.username);
  $(`#${FORM}-password`).val(separated.password);
  url.val(separated.url).trigger('change');
  sayMoved(url);
}

/** Says what was moved, until the URL changes. */
function sayMoved(url: JQuery): void {
  const place = $('#activelogic-appliance-moved').text(text('appliance:appliance.hint.moved'));
  const moved = fieldText(url);
  url.off('.activelogicmoved').on('input.activelogicmoved change.activelogicmoved', () => {
    if (fieldText(url) !== moved) place.text('');
  });
}

/** Adds the list of headers. Marks a secret that has to be typed again, which Node-RED does not report. */
function addHeaders(form: Form): HeaderList {
  const headers = headerList($('#activelogic-appliance-headers'), form.node.headers, (name) =>
    form.field(name),
  );
  form.own('headers', headers);
  form.onJudged(() => {
    const missing = headers.withoutValue().map((row) => {
      const field = `headers[${row}].value`;
      return { row, field: 'value', words: problemText({ key: 'errors.value-empty', params: { field } }) };
    });
    headers.complain('appliance', missing);
  });
  return headers;
}

function build(form: Form): void {
  const { node } = form;
  noteEmptyCredentials(node, ['username'], ['password', 'token', ...HEADER_SECRETS]);
  const limits = $('.activelogic-limits');
  let judged = false;
  form.onJudged((problems) => {
    // Opens the section for a problem at first; after that, the user may close it.
    const hidden = problems.some(({ at }) => form.field(at).closest(limits).length > 0);
    if (!judged) limits.prop('open', hidden);
    judged = true;
    limits.toggleClass('activelogic-holds-wrong', hidden);
  });
  const url = form.field('url');
  url
    .on('input change keyup paste', () => $('.activelogic-tls').toggle(mayUseTls(fieldText(url))))
    .on('change', moveUserinfo)
    .trigger('change');
  const auth = form.field('auth');
  auth
    .on('change', () => {
      $('.activelogic-auth').hide();
      const choice = fieldText(auth);
      if (choice === 'basic' || choice === 'bearer') $(`.activelogic-auth-${choice}`).show();
    })
    .trigger('change');
  const codec = form.field('codec');
  const codecs = new CodecChoice(codec, node.codec);
  form.own('codec', { read: keep(node.codec, () => fieldText(codec)) });
  const headers = addHeaders(form);
  const test = new ConnectionTest($('#activelogic-appliance-test'), $('#node-config-dialog-edit-form'), () =>
    draftOfForm(node.id, headers.read()),
  );
  // The URL field may still have the focus.
  form.beforeSave(moveUserinfo);
  form.onClose(() => {
    headers.close();
    test.close();
    codecs.close();
  });
}

const life = dialog(SETTINGS, build, FORM);

// Name each property: tools that list nodes parse this call, and do not understand a spread.
RED.nodes.registerType('activelogic-appliance', {
  category: 'config',
  color: '#52A9B6',
  icon: 'appliance.svg',
  credentials: CREDENTIAL_TYPES,
  paletteLabel: () => text('appliance:appliance.palette'),
  label() {
    const { name, url } = this;
    return applianceLabel({ name, url });
  },
  defaults: life.defaults,
  labelStyle: life.labelStyle,
  oneditprepare: life.oneditprepare,
  oneditsave: life.oneditsave,
  oneditcancel: life.oneditcancel,
  oneditdelete: life.oneditdelete,
  oneditresize: life.oneditresize,
});
