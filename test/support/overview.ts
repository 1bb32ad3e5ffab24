/** `undefined` where the page shows a dash. */
interface Numbers {
  /** In Mbit/s. */
  inbound: number | undefined;
  /** In Mbit/s. */
  outbound: number | undefined;
  connections: number | undefined;
}

/** The page of the example `many-appliances`. */
export interface Overview {
  /** `state`: `up`, `connecting`, or `down` and the reason. */
  appliances: (Numbers & { name: string; state: string })[];
  rows: (Numbers & { appliance: string; name: string })[];
  total: Numbers;
  /** How many appliances the total covers. */
  of: string;
}

/** Reads the page's two tables: the appliances with their total, and the rows. */
export function readOverview(html: string): Overview {
  const [appliances = [], rows = []] = html.split('</table>').map(readLines);
  const [of = '', ...total] = appliances.pop() ?? [];
  return {
    appliances: appliances.map(([name = '', state = '', ...numbers]) => ({
      name,
      state,
      ...readNumbers(numbers),
    })),
    rows: rows.map(([appliance = '', name = '', ...numbers]) => ({
      appliance,
      name,
      ...readNumbers(numbers),
    })),
    total: readNumbers(total),
    of,
  };
}

/** The cells of each line except the heading. */
function readLines(table: string): string[][] {
  return [...table.matchAll(/<tr[^>]*>(.*)<\/tr>/g)]
    .slice(1)
    .map(([, line = '']) =>
      [...line.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.trim()),
    );
}

function readNumbers([inbound, outbound, connections]: string[]): Numbers {
  const read = (text = ''): number | undefined => (text === '–' ? undefined : Number(text));
  return { inbound: read(inbound), outbound: read(outbound), connections: read(connections) };
}
