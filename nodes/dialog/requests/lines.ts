import type { PreviewLine } from '../../admin/api';

/** @returns a function that takes all text so far and calls back for each line completed since the last call */
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
