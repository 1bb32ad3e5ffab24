import { LiveViewError } from '../../../lib/errors';
import { answer } from '../../support/scripted-system';
import type { Fault } from './fault';

function status(code: number, taken: Pick<Fault, 'error' | 'refusal' | 'longest'>): Fault {
  return {
    name: `HTTP status ${code}`,
    begin: (appliance) => {
      appliance.answer(answer(code));
    },
    ...taken,
  };
}

/** The appliance answers an upgrade with plain HTTP. */
export const HTTP: Fault[] = [
  ...[401, 403].map((code) =>
    status(code, {
      error: (host) => new LiveViewError('no-credentials', { host, status: code }),
      refusal: true,
      longest: true,
    }),
  ),
  status(404, {
    error: (host) => new LiveViewError('wrong-path', { host, path: '/view' }),
    refusal: true,
    longest: true,
  }),
  ...[429, 503].map((code) =>
    status(code, {
      error: (host) => new LiveViewError('too-many-views', { host, status: code }),
      refusal: true,
    }),
  ),
  status(500, { error: (host) => new LiveViewError('http-status', { host, status: 500 }) }),
  ...[301, 302, 307, 308].map((code) =>
    status(code, {
      error: (host) => new LiveViewError('http-status', { host, status: code }),
      refusal: true,
      longest: true,
    }),
  ),
];
