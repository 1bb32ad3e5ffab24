import type { PreviewLine } from '../../admin/api';

/** @returns what takes all that has arrived so far, and tells of each line that has become whole since the last time */
export function readLines(tell: (line: PreviewLine) => void): (text: string) => void {
  let from = 0;
  return (text) => {
    for (let end = text.indexOf('\n', from); end >= 0; end = text.indexOf('\n', from)) {
      const line = text.slice(from, end);
      from = end + 1;
      tell(JSON.parse(line) as PreviewLine);
    }
  };
}
