import { isObject } from '../../../lib/is-object';
import type { PreviewLine } from '../../admin/api';

/**
 * Leaves out a line that the runtime did not write, such as one of a proxy's page.
 *
 * @returns a function that takes all text so far and calls back for each line completed since the last call
 */
export function readLines(tell: (line: PreviewLine) => void): (text: string) => void {
  let from = 0;
  return (text) => {
    for (let end = text.indexOf('\n', from); end >= 0; end = text.indexOf('\n', from)) {
      const line = text.slice(from, end);
      from = end + 1;
      const read = parsed(line);
      if (isObject(read)) tell(read as PreviewLine);
    }
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
