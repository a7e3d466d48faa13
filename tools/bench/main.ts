import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { findLabKind } from '@/tools/lab/kinds';
import type { LabName } from '@/tools/lab/lab-kind';
import { barText, type BenchResult, describeMachine, format, shortfall } from './figures';

/** Each bench is loaded only when asked for: some open libvirt, some a browser. */
const BENCHES: Record<string, () => Promise<{ run: (options: BenchOptions) => Promise<BenchResult> }>> = {
  inventory: () => import('./inventory'),
  dispatch: () => import('./dispatch'),
  migration: () => import('./migration'),
  live: () => import('./live'),
  drain: () => import('./drain'),
  planner: () => import('./planner'),
  past: () => import('./past'),
  site: () => import('./site'),
  batch: () => import('./batch'),
  image: () => import('./image'),
  leases: () => import('./leases'),
};

export interface BenchOptions {
  /** How many measurements; each bench has its own default. */
  readonly count: number | undefined;
  /** Real hosts of a lab instead of the rig's. */
  readonly lab: LabName | undefined;
  /** A cluster of one's own, in the format of Ganeti's htools. */
  readonly data: string | undefined;
  readonly say: (line: string) => void;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, count: { type: 'string' }, lab: { type: 'string' }, data: { type: 'string' } },
});
const name = positionals[0];
const load = name === undefined ? undefined : BENCHES[name];
if (name === undefined || load === undefined) {
  console.error(
    `Usage: npm run bench -- NAME [--count N] [--lab xen|kvm] [--data FILE] [--json FILE]\nNAME is one of: ${Object.keys(BENCHES).join(', ')}`,
  );
  process.exit(2);
}
const count = values.count === undefined ? undefined : Number(values.count);
if (count !== undefined && (!Number.isInteger(count) || count < 1)) {
  console.error(`--count must be a whole number above 0, not "${values.count}"`);
  process.exit(2);
}

if (values.lab !== undefined && name !== 'migration') {
  console.error(`--lab goes with migration, not with ${name}`);
  process.exit(2);
}
if (values.data !== undefined && name !== 'planner') {
  console.error(`--data goes with planner, not with ${name}`);
  process.exit(2);
}
const lab = values.lab === undefined ? undefined : findLabKind(values.lab).name;

const at = new Date().toISOString();
const bench = await load();
const result = await bench.run({ count, lab, data: values.data, say: (line) => console.error(line) });

const rows = result.figures.map((item) => [
  item.id,
  `${format(item.value)} ${item.unit}`,
  barText(item.bar),
  item.bar === undefined ? '-' : item.holds ? 'holds' : 'FALLS SHORT',
]);
const header = ['figure', 'value', 'bar', 'verdict'];
const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
for (const row of [header, ...rows])
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );

if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ name, at, machine: describeMachine(), ...result }, null, 2)}\n`);
}
const missed = result.figures.filter((item) => item.bar !== undefined && !item.holds);
for (const item of missed) console.error(`short of the bar: ${shortfall(item)}`);
// Exits at once: a bench may leave an FFI event thread behind that would keep the process for seconds.
process.exit(missed.length > 0 ? 1 : 0);
