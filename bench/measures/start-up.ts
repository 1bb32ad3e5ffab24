import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { oneShot } from '../one-shot';
import type { Usage } from '../orders';
import { spread } from '../statistics';
import type { Line } from '../table';

const ROOT = path.join(__dirname, '..', '..');
/** ms, kB, packages */
const MOST = { time: 40, size: 300, dependencies: 6 };

/** What the package adds to Node-RED's start. */
export async function startUp(rounds: number): Promise<Line[]> {
  const usages: Usage[] = [];
  for (let round = 0; round < rounds; round++)
    usages.push((await oneShot('single/start-up', [ROOT])) as Usage);
  const cpu = spread(usages.map((usage) => usage.cpu));
  const wall = spread(usages.map((usage) => usage.wall));
  const common = { view: '', who: 'require of all sets, Node-RED loaded', unit: 'ms' };
  return [
    {
      measure: 'start-up, CPU',
      value: cpu,
      ...common,
      goal: { text: `< ${MOST.time}`, reached: cpu.median < MOST.time },
    },
    { measure: 'start-up, time', value: wall, ...common },
  ];
}

/** What is downloaded to install it. */
export function packageSize(): Line[] {
  const output = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const [packed] = JSON.parse(output) as { size: number }[];
  if (!packed) throw new Error('npm pack has packed nothing');
  const size = packed.size / 1000;
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: object;
  };
  const dependencies = Object.keys(manifest.dependencies).length;
  const common = { measure: 'package', view: '' };
  return [
    {
      ...common,
      who: 'tarball',
      value: size,
      unit: 'kB',
      goal: { text: `< ${MOST.size}`, reached: size < MOST.size },
    },
    {
      ...common,
      who: 'runtime dependencies',
      value: dependencies,
      unit: '',
      goal: { text: `≤ ${MOST.dependencies}`, reached: dependencies <= MOST.dependencies },
    },
  ];
}
