import { hasVariable } from '../../../lib/settings/variables';

/** Whether the URL uses TLS, or may do so once its variables are known. */
export function mayUseTls(url: string): boolean {
  return /^\s*wss:/i.test(url) || hasVariable(url);
}
