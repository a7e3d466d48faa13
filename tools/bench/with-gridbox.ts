import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findFreePort } from '@/tools/shared/free-port';
import { openDataFolder } from '@/tools/up/data-folder';
import { createProgress } from '@/tools/up/progress';
import type { LabName } from '@/tools/lab/lab-kind';
import type { Lab } from '@/tools/lab/start-lab';
import type { Started } from '@/tools/up/start-gridbox';
import { api } from '@/lib/utils/paths';
import { makeBenchFolder } from './bench-folder';

/** What a bench asks in one request may take as long as a slow migration. */
const REQUEST_DEADLINE_MS = 120_000;
export const BENCH_PASSWORD = 'a password for benches only';

export interface BenchGridbox {
  readonly address: string;
  readonly email: string;
  /** The lab's, where one was asked for, else the rig's. */
  readonly lab: Lab | undefined;
  readonly hosts: readonly { readonly name: string; readonly uri: string; readonly migrationUri: string }[];
  /** Sends a request with the administrator's session; resolves with the parsed answer. Rejects when the status is not 2xx. */
  request<T>(schema: z.ZodType<T>, path: string, init?: { method?: string; body?: unknown }): Promise<T>;
}

/**
 * Runs `work` against a whole Gridbox in a folder of its own, started as `npm run up` starts it, with its rig, a lab in
 * the rig's place, or no hosts but simulated ones. Everything is stopped afterwards, and removed unless the bench failed.
 * @throws Error when the rig, or the lab, cannot be raised here.
 */
export async function withGridbox<T>(
  say: (line: string) => void,
  work: (gridbox: BenchGridbox) => Promise<T>,
  lab?: LabName | 'no-hosts',
): Promise<T> {
  const dataDir = makeBenchFolder();
  const progress = createProgress(Date.now(), say);
  const folder = openDataFolder(dataDir);
  const { startGridbox, stopGridbox } = await import('@/tools/up/start-gridbox');
  const started: Started = { children: [], rig: undefined, labs: [], stopPostgres: undefined };
  let done = false;
  const interruption = untilInterrupted();
  try {
    const port = await findFreePort();
    const running = await startGridbox(
      {
        port,
        portGiven: true,
        dataDir,
        installSystemPackages: false,
        rig: lab === undefined,
        // Built by whoever needs it: it would disturb the others.
        tinyImage: false,
        labs: lab === undefined || lab === 'no-hosts' ? [] : [lab],
        databaseUrl: undefined,
      },
      folder,
      started,
      progress,
      interruption.signal,
    );
    const [raised] = running.labs;
    if (raised?.kind === 'absent') throw new Error(`this bench needs the lab: ${raised.reason}`);
    if (lab === undefined && running.rig.kind !== 'up')
      throw new Error(`this bench needs the rig: ${running.rig.reason}`);
    const hosts = raised?.lab.hosts ?? (running.rig.kind === 'up' ? running.rig.rig.hosts : []);
    const administrator = running.administrator;
    if (administrator === undefined) throw new Error('a new Gridbox made no administrator');
    const request = await signIn(running.address, administrator.email, administrator.oneTimePassword);
    const working = work({
      address: running.address,
      email: administrator.email,
      hosts,
      lab: raised?.lab,
      request,
    });
    const result = await Promise.race([working, interruption.rejects]);
    done = true;
    return result;
  } finally {
    interruption.forget();
    // What went wrong stands in the logs, and a failure that comes once in seventy moves cannot be called back.
    for (const host of done ? [] : started.labs.flatMap((lab) => lab.hosts))
      cpSync(host.consoleLog, join(dataDir, 'log', `${host.name}.console.log`));
    await stopGridbox(started, folder, progress.say);
    if (done) rmSync(dataDir, { recursive: true, force: true });
    else say(`logs and database of the failed bench are left in ${dataDir}`);
  }
}

/** Whoever interrupts a bench wants its machines gone as well. A second signal ends it at once. */
function untilInterrupted(): {
  readonly signal: AbortSignal;
  readonly rejects: Promise<never>;
  readonly forget: () => void;
} {
  const stop = new AbortController();
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectIt) => {
    reject = rejectIt;
  });
  promise.catch(() => undefined);
  const interrupt = (): void => {
    const error = new Error('interrupted');
    stop.abort(error);
    reject(error);
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const forget = (): void => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
  return { signal: stop.signal, rejects: promise, forget };
}

async function signIn(address: string, email: string, oneTimePassword: string): Promise<BenchGridbox['request']> {
  let cookie = '';
  const request: BenchGridbox['request'] = async (schema, path, init = {}) => {
    const answer = await fetch(address + path, {
      method: init.method ?? 'GET',
      headers: { origin: address, cookie, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
    });
    const set = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    if (set.length > 0) cookie = set.join('; ');
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.status} ${text}`);
    return schema.parse(JSON.parse(text));
  };
  await request(z.unknown(), api.session(), { method: 'POST', body: { email, password: oneTimePassword } });
  await request(z.unknown(), api.password(), {
    method: 'POST',
    body: { currentPassword: oneTimePassword, newPassword: BENCH_PASSWORD },
  });
  return request;
}
