import type { Response } from 'express';
import type { NodeAPI } from 'node-red';
import { installedCodecs } from '../runtime/codecs';
import type { CodecsAnswer } from './api';
import { answer } from './http';

/** `GET codecs` */
export function answerCodecs(RED: NodeAPI, response: Response): Promise<void> {
  answer(response, 200, { codecs: installedCodecs(RED) } satisfies CodecsAnswer);
  return Promise.resolve();
}
