import { createRequire } from 'node:module';
import path from 'node:path';
import type { Codec } from '../../lib/codec/codec';
import { isObject } from '../../lib/is-object';
import { wrongOption } from './arguments';

/**
 * Loads the codec that a module exports, in the form that a plugin registers. The endpoint checks whether it is one.
 *
 * @throws WrongUsage
 */
export function readCodec(file: string): Codec {
  const place = path.resolve(file);
  let exported: unknown;
  try {
    exported = createRequire(place)(place);
  } catch (error) {
    const reason = error instanceof Error ? firstLine(error.message) : String(error);
    throw wrongOption('codec', `a module that can be loaded (${reason})`, file);
  }
  const named = isObject(exported) && exported.open === undefined ? exported.default : exported;
  return (named ?? exported) as Codec;
}

/** Without the further lines, in which Node.js lists where it has searched. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
