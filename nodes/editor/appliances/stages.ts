import type { Problem } from '../../admin/api';
import type { Key } from '../translate';

/** The stages of connecting, in their order. */
export const STAGES = ['name', 'connection', 'tls', 'answer', 'catalog'] as const;
export type Stage = (typeof STAGES)[number];

const STAGE_OF_ERROR: Readonly<Record<string, Stage>> = {
  'errors.name-not-found': 'name',
  'errors.connection-refused': 'connection',
  'errors.unreachable': 'connection',
  'errors.invalid-proxy': 'connection',
  'errors.tls': 'tls',
  'errors.invalid-tls': 'tls',
  'problems.no-tls': 'tls',
  'problems.tls-broken': 'tls',
  'errors.unauthorized': 'answer',
  'errors.wrong-path': 'answer',
  'errors.too-many-views': 'answer',
  'errors.http-status': 'answer',
  'errors.not-a-websocket': 'answer',
  'errors.no-answer': 'answer',
  'errors.lost': 'answer',
  'errors.ended': 'catalog',
  'errors.no-catalog': 'catalog',
  'errors.no-pong': 'catalog',
  'errors.profile-unknown': 'catalog',
  'errors.frame-too-large': 'catalog',
  'errors.invalid-frame': 'catalog',
  'errors.invalid-frames': 'catalog',
  'errors.codec-failed': 'catalog',
  'errors.system-error': 'catalog',
};

/** How far connecting came; nothing for what is wrong with the settings, before anything is connected to. */
export function failedStage({ key }: Problem): Stage | undefined {
  return STAGE_OF_ERROR[key];
}

/** The stages that a connection to this URL has; one with a variable may or may not have TLS. */
export function stagesOf(url: string, failed?: Stage): Stage[] {
  const tls = /^\s*wss:/i.test(url) || failed === 'tls';
  return STAGES.filter((stage) => stage !== 'tls' || tls);
}

export type Progress = 'done' | 'failed' | 'open';

/** What became of each stage, where one has failed, or none. */
export function progressOf(
  stages: readonly Stage[],
  failed: Stage | undefined,
): { stage: Stage; progress: Progress }[] {
  const end = failed === undefined ? stages.length : stages.indexOf(failed);
  return stages.map((stage, index) => ({
    stage,
    progress: index < end ? 'done' : index === end ? 'failed' : 'open',
  }));
}

const ADVICE: Readonly<Record<string, Key>> = {
  'errors.name-not-found': 'appliance:appliance.advice.name',
  'errors.connection-refused': 'appliance:appliance.advice.refused',
  'errors.unreachable': 'appliance:appliance.advice.unreachable',
  'errors.unauthorized': 'appliance:appliance.advice.credentials',
  'errors.wrong-path': 'appliance:appliance.advice.path',
  'errors.too-many-views': 'appliance:appliance.advice.views',
  'errors.http-status': 'appliance:appliance.advice.notAnAppliance',
  'errors.not-a-websocket': 'appliance:appliance.advice.notAnAppliance',
  'errors.no-answer': 'appliance:appliance.advice.noAnswer',
  'errors.no-catalog': 'appliance:appliance.advice.notAnAppliance',
};

/** OpenSSL's and Node.js's own words, which no code comes with. */
const TLS_ADVICE: readonly [RegExp, Key][] = [
  [/self[- ]signed|unable to (get|verify)|not trusted/i, 'appliance:appliance.advice.untrusted'],
  [/altname|does not match/i, 'appliance:appliance.advice.otherName'],
  [/expired|not yet valid/i, 'appliance:appliance.advice.expired'],
  [/wrong version number|packet length|unknown protocol/i, 'appliance:appliance.advice.noTls'],
];

/** What may help, for what goes wrong most often. */
export function adviceFor({ key, params }: Problem): Key | undefined {
  if (key !== 'errors.tls') return ADVICE[key];
  const reason = String(params.reason ?? '');
  return TLS_ADVICE.find(([pattern]) => pattern.test(reason))?.[1];
}
