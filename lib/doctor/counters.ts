import type { CounterFinding } from '../items/counter-watch';
import { type Finding, passed, skipped, warning } from './finding';

/**
 * Compares the numbers in the drop and total columns with what the columns are declared as.
 *
 * @param quote makes the appliance's names safe to show
 */
export function judgeCounters(findings: readonly CounterFinding[], quote: (text: string) => string): Finding {
  const wrong = findings.filter(({ declared, seems }) => declared !== seems);
  const [first] = wrong.length > 0 ? wrong : findings;
  if (!first) return skipped('counters-unclear');
  const { seems } = first;
  const alike = (wrong.length > 0 ? wrong : findings).filter((finding) => finding.seems === seems);
  const columns = alike.map(({ key }) => quote(key));
  const total = seems === 'total';
  if (wrong.length === 0) return passed(total ? 'counters-total' : 'counters-update', { columns });
  return total
    ? warning('counts-total', { columns }, 'countersTotal')
    : warning('counts-update', { columns }, 'countersUpdate');
}
