interface Numbers {
  /** Mbit/s */
  inbound: number;
  /** Mbit/s */
  outbound: number;
  connections: number;
}

/** What the page of the example `many-appliances` shows. */
export interface Overview {
  /** `state`: `up`, or `down` and the reason. */
  appliances: (Numbers & { name: string; state: string })[];
  rows: (Numbers & { appliance: string; name: string })[];
  total: Numbers;
}

/** Reads the page, which has two tables: the appliances with their total, and the rows. */
export function readOverview(html: string): Overview {
  const [appliances = [], rows = []] = html.split('</table>').map(readLines);
  const total = appliances.pop() ?? [];
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
    total: readNumbers(total.slice(1)),
  };
}

/** The cells of each line but the heading. */
function readLines(table: string): string[][] {
  return [...table.matchAll(/<tr[^>]*>(.*)<\/tr>/g)]
    .slice(1)
    .map(([, line = '']) =>
      [...line.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.trim()),
    );
}

function readNumbers([inbound, outbound, connections]: string[]): Numbers {
  return { inbound: Number(inbound), outbound: Number(outbound), connections: Number(connections) };
}
