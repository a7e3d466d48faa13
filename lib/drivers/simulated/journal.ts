/**
 * Keeps the world in files: `world-N.snapshot` with everything, and `world-N.journal` with each change since, one JSON
 * object a line. A change is in the journal before anybody hears of it, so killing the process loses nothing. A line
 * holds a whole record, so replaying is "the last one wins"; a torn last line is a change nobody heard of.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainRecord, HostRecord, type WorldSeed } from './world/records';
import type { World, WorldChange } from './world/world';

/** A journal larger than this is folded into a new snapshot: replaying it would make the next start slow. */
const JOURNAL_BYTES_MAX = 16 * 1024 * 1024;
/** A snapshot is written in pieces of so many lines, so that 20,000 domains never hold a call up. */
const LINES_PER_TURN = 500;

const Line = z.union([
  z.object({ host: z.string(), domain: DomainRecord }),
  z.object({ host: z.string(), gone: z.string() }),
  z.object({ record: HostRecord }),
]);

export interface Journal {
  /** Writes down what changed since the last call. Returns when the operating system has it. */
  persist(): void;
  close(): void;
}

/** The world as the files have it; undefined where there are none. */
export function readWorldFiles(directory: string): WorldSeed | undefined {
  const generations = generationsIn(directory);
  if (generations.length === 0) return undefined;
  const hosts = new Map<string, { record: HostRecord; domains: Map<string, DomainRecord> }>();
  // A snapshot that was never finished has no name of its own; its predecessor and both journals are still there.
  const from = generations.findLast((generation) => existsSync(snapshotPath(directory, generation)));
  const files = [
    ...(from === undefined ? [] : [snapshotPath(directory, from)]),
    ...generations
      .filter((generation) => from === undefined || generation >= from)
      .map((generation) => journalPath(directory, generation)),
  ];
  for (const file of files.filter((path) => existsSync(path))) {
    for (const line of linesOf(file)) {
      if ('record' in line)
        hosts.set(line.record.name, {
          record: line.record,
          domains: hosts.get(line.record.name)?.domains ?? new Map(),
        });
      else if ('gone' in line) hosts.get(line.host)?.domains.delete(line.gone);
      else hosts.get(line.host)?.domains.set(line.domain.id, line.domain);
    }
  }
  return {
    hosts: Array.from(hosts.values(), ({ record }) => record),
    domains: Array.from(hosts, ([host, { domains }]) =>
      Array.from(domains.values(), (domain) => ({ host, domain })),
    ).flat(),
  };
}

/** Begins a new generation of files for `world` and writes down every change from now on. */
export function createJournal(world: World, directory: string): Journal {
  mkdirSync(directory, { recursive: true });
  let generation = (generationsIn(directory).at(-1) ?? 0) + 1;
  let file = openSync(journalPath(directory, generation), 'a');
  let bytes = 0;
  let writing: { cancelled: boolean } | undefined;
  const changed = new Map<string, WorldChange>();

  const note = (change: WorldChange): void => {
    changed.set(change.kind === 'host' ? change.host : `${change.host}/${change.id}`, change);
    // A failed host takes all its guests with it.
    if (change.kind === 'host' && change.what === 'failed') {
      for (const id of world.hosts.get(change.host)?.domains.keys() ?? [])
        changed.set(`${change.host}/${id}`, { kind: 'host', host: change.host, what: id });
    }
  };
  world.listeners.add(note);

  function lineOf(key: string): string | undefined {
    const slash = key.lastIndexOf('/');
    const host = world.hosts.get(slash === -1 ? key : key.slice(0, slash));
    if (host === undefined) return undefined;
    if (slash === -1) return JSON.stringify({ record: host.record });
    const id = key.slice(slash + 1);
    const domain = host.domains.get(id);
    // What is on its way is nowhere yet: after a crash it is still at its source.
    if (domain === undefined || domain.arriving === true) return JSON.stringify({ host: host.record.name, gone: id });
    return JSON.stringify({ host: host.record.name, domain });
  }

  function persist(): void {
    if (changed.size === 0) return;
    const text = Array.from(changed.keys(), lineOf)
      .filter((line) => line !== undefined)
      .join('\n');
    changed.clear();
    bytes += writeSync(file, `${text}\n`);
    if (bytes > JOURNAL_BYTES_MAX && writing === undefined) compact();
  }

  /** New changes go to the next journal at once; the snapshot before them is written piece by piece meanwhile. */
  function compact(): void {
    const old = file;
    generation += 1;
    file = openSync(journalPath(directory, generation), 'a');
    closeSync(old);
    bytes = 0;
    const job = { cancelled: false };
    writing = job;
    const lines = snapshotLines(world);
    const path = snapshotPath(directory, generation);
    const part = openSync(`${path}.part`, 'w');
    const piece = (): void => {
      const taken: string[] = [];
      let done = false;
      while (taken.length < LINES_PER_TURN && !done) {
        const next = lines.next();
        if (next.done === true) done = true;
        else taken.push(next.value);
      }
      if (taken.length > 0) writeSync(part, `${taken.join('\n')}\n`);
      if (!done && !job.cancelled) {
        setImmediate(piece);
        return;
      }
      closeSync(part);
      if (job.cancelled) return;
      renameSync(`${path}.part`, path);
      removeOlder(directory, generation);
      writing = undefined;
    };
    piece();
  }

  compact();
  return {
    persist,
    close() {
      persist();
      world.listeners.delete(note);
      if (writing !== undefined) writing.cancelled = true;
      closeSync(file);
    },
  };
}

function* snapshotLines(world: World): Generator<string> {
  for (const host of world.hosts.values()) yield JSON.stringify({ record: host.record });
  for (const [host, { domains }] of world.hosts) {
    for (const domain of domains.values()) if (domain.arriving !== true) yield JSON.stringify({ host, domain });
  }
}

function* linesOf(file: string): Generator<z.infer<typeof Line>> {
  const lines = readFileSync(file, 'utf8').split('\n');
  // After the last line break there is nothing, or a change that was being written when the process died.
  lines.pop();
  for (const line of lines) if (line !== '') yield Line.parse(JSON.parse(line));
}

const snapshotPath = (directory: string, generation: number): string => join(directory, `world-${generation}.snapshot`);
const journalPath = (directory: string, generation: number): string => join(directory, `world-${generation}.journal`);

function generationsIn(directory: string): number[] {
  if (!existsSync(directory)) return [];
  const numbers = readdirSync(directory).flatMap((name) => /^world-(\d+)\.(?:snapshot|journal)$/.exec(name)?.[1] ?? []);
  return [...new Set(numbers.map(Number))].sort((a, b) => a - b);
}

function removeOlder(directory: string, generation: number): void {
  for (const older of generationsIn(directory).filter((each) => each < generation)) {
    rmSync(snapshotPath(directory, older), { force: true });
    rmSync(journalPath(directory, older), { force: true });
    // Left by a process that died while it wrote it.
    rmSync(`${snapshotPath(directory, older)}.part`, { force: true });
  }
}
