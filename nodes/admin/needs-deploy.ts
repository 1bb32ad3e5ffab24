import type { NodeAPI } from 'node-red';
import type { ApplianceNode } from '../glue/appliance';
import { type ApplianceCredentials, readUrl } from '../glue/appliance-settings';
import { substituteVariables, textsWithVariables } from '../glue/variables';
import type { ApplianceDraft, TlsDraft } from './api';
import { definitionOf, runningNode } from './deployed';
import { namesFiles, storedTlsSecrets } from './tls-draft';

/**
 * Whoever may deploy can send any secret of the flows, any variable and any file anywhere: nothing is to be kept from
 * him. Others may try appliances, but must not use this to get at what the runtime keeps for itself. So these need the
 * permission to deploy:
 *
 * - what is stored for the appliance, sent anywhere but to where it is sent already, or with less care;
 * - a certificate, a key or a passphrase that is stored or lies in a file;
 * - a variable in a place where the deployed flows do not have it.
 */
export const DEPLOY = 'flows.write';

export function needsDeploy(RED: NodeAPI, draft: ApplianceDraft): boolean {
  return sendsStored(RED, draft) || usesVariables(RED, draft) || usesKeys(RED, draft);
}

/** The same for a view, whose variables would come back in its names and errors. */
export function viewNeedsDeploy(RED: NodeAPI, view: unknown, node: string | undefined): boolean {
  const deployed = node === undefined ? undefined : definitionOf(RED, node);
  const known = new Set(
    deployed?.type === 'activelogic-liveview'
      ? textsWithVariables([deployed.distributions, deployed.filters, deployed.columns])
      : [],
  );
  return textsWithVariables(view).some((text) => !known.has(text));
}

function sendsStored(RED: NodeAPI, draft: ApplianceDraft): boolean {
  const node = runningNode<ApplianceCredentials>(RED, draft.id, 'activelogic-appliance');
  if (!node) return false;
  const stored = secretsOf(substituteVariables(RED, node, draft.auth)).some(
    (name) => draft.credentials[name] === undefined && node.credentials[name],
  );
  return stored && !goesWhereItGoes(RED, draft, node as unknown as ApplianceNode);
}

/** What a way of authentication sends; of an unknown one, no endpoint is made. */
function secretsOf(auth: unknown): readonly (keyof ApplianceCredentials)[] {
  if (auth === 'basic') return ['username', 'password'];
  return auth === 'bearer' ? ['token'] : [];
}

function goesWhereItGoes(RED: NodeAPI, draft: ApplianceDraft, node: ApplianceNode): boolean {
  const origin = originOf(RED, draft, node);
  // Of a URL that is none, nothing is opened.
  if (origin === undefined) return true;
  if (origin !== node.origin) return false;
  return origin.startsWith('ws:') || (draft.tls ?? '') === (definitionOf(RED, draft.id)?.tls ?? '');
}

function originOf(RED: NodeAPI, { url }: ApplianceDraft, node: ApplianceNode): string | undefined {
  let parsed: URL;
  try {
    parsed = new URL(readUrl(RED, node, { url: substituteVariables(RED, node, url) }));
  } catch {
    // Whoever makes an endpoint of it hears what is wrong.
    return undefined;
  }
  return ['ws:', 'wss:'].includes(parsed.protocol) ? parsed.origin : undefined;
}

function usesVariables(RED: NodeAPI, { id, credentials, tls, ...properties }: ApplianceDraft): boolean {
  const deployed = definitionOf(RED, id);
  const elsewhere = Object.entries(properties).some(
    ([name, value]) => textsWithVariables(value).length > 0 && value !== deployed?.[name],
  );
  return elsewhere || textsWithVariables([credentials, tls]).length > 0;
}

function usesKeys(RED: NodeAPI, { tls }: ApplianceDraft): boolean {
  return typeof tls === 'object' && (namesFiles(tls) || usesStoredTls(RED, tls));
}

function usesStoredTls(RED: NodeAPI, draft: TlsDraft): boolean {
  const stored = storedTlsSecrets(RED, draft);
  return (['certdata', 'keydata', 'passphrase'] as const).some(
    (name) => draft.credentials[name] === undefined && stored[name],
  );
}
