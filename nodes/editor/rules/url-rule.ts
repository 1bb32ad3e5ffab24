import type { Translate } from '../translate';
import { separateUserinfo } from './userinfo';
import { hasVariable } from './variables';

/** What is wrong with an appliance's URL. Where a variable makes up the beginning, its scheme is not known here. */
export function urlProblem(value: unknown, t: Translate): string | undefined {
  const url = typeof value === 'string' ? value.trim() : '';
  if (separateUserinfo(url)) return t('appliance:common.invalid.urlCredentials');
  if (url.startsWith('${') && hasVariable(url)) return undefined;
  // A digit stands for each variable, because it can be part of a name as well as a port.
  return isWebSocketUrl(url.replace(/\$\{[^}]+\}/g, '1')) ? undefined : t('appliance:common.invalid.url');
}

/** Whether TLS settings have a meaning for this URL, or may have one once its variables are known. */
export function mayUseTls(url: string): boolean {
  return /^\s*wss:/i.test(url) || hasVariable(url);
}

function isWebSocketUrl(text: string): boolean {
  if (!/^wss?:\/\/[^/\s]\S*$/i.test(text)) return false;
  try {
    return new URL(text).hostname !== '';
  } catch {
    return false;
  }
}
