/** Defining, starting and stopping the guests of a rig. */
import { chownSync, closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceUser } from '@/tools/shared/service-user';
import { waitUntil } from '@/tools/shared/wait-until';
import type { RigImages } from './build-images';
import { guestUuid, guestXml, type RigGuest } from './domain-xml';
import type { HostPaths } from './host-paths';
import { listDomainNames, tryVirsh, virsh } from './virsh';

export interface GuestContext {
  readonly dir: string;
  readonly rigKey: string;
  readonly hosts: readonly HostPaths[];
  readonly images: RigImages;
  readonly segmentPort: number;
  readonly user: ServiceUser | undefined;
  readonly log: (line: string) => void;
}

/** A quiet guest obeys in a second. After this it is switched off: nothing in it is worth waiting for. */
const SHUTDOWN_DEADLINE_MS = 5_000;

/** The hosts that know the guest, by the UUID that only this rig gives it. */
async function findGuest(context: GuestContext, guest: RigGuest): Promise<HostPaths[]> {
  const uuid = guestUuid(context.rigKey, guest.name);
  const found = await Promise.all(
    context.hosts.map(async (host) => ((await tryVirsh(host.uri, ['domuuid', uuid])).code === 0 ? host : undefined)),
  );
  return found.filter((host) => host !== undefined);
}

/**
 * Defines the guests that no host knows. A guest that is there already stays where it is; where it is switched off its
 * definition is renewed only if it boots other images than today's, so that an operator's changes stay.
 */
export async function defineGuests(context: GuestContext, guests: readonly RigGuest[]): Promise<void> {
  for (const [index, guest] of guests.entries()) {
    const first = context.hosts[guest.host % context.hosts.length];
    if (first === undefined) throw new Error('a rig without hosts');
    const known = await findGuest(context, guest);
    if (known.length > 0) {
      for (const host of known) await renewImages(context, host, guest);
      continue;
    }
    const xml = guestXml({
      guest,
      index,
      rigKey: context.rigKey,
      homeHost: first.name,
      images: context.images,
      consoleLog: makeConsoleLog(context, guest.name),
      segmentPort: context.segmentPort,
    });
    await defineXml(context, first, guest.name, xml);
  }
}

async function renewImages(context: GuestContext, host: HostPaths, guest: RigGuest): Promise<void> {
  const dump = await tryVirsh(host.uri, ['dumpxml', '--inactive', guest.name]);
  if (dump.code !== 0 || dump.stdout.includes(context.images.initramfs)) return;
  const renewed = dump.stdout
    .replace(/<kernel>[^<]*<\/kernel>/, `<kernel>${context.images.kernel}</kernel>`)
    .replace(/<initrd>[^<]*<\/initrd>/, `<initrd>${context.images.initramfs}</initrd>`);
  await defineXml(context, host, guest.name, renewed);
}

async function defineXml(context: GuestContext, host: HostPaths, name: string, xml: string): Promise<void> {
  const file = join(context.dir, `${name}.${process.pid}.xml`);
  writeFileSync(file, xml);
  try {
    await virsh(host.uri, ['define', file]);
  } finally {
    rmSync(file);
  }
}

/** The console of a guest is also kept in a file: the last words of one that died. */
function makeConsoleLog(context: GuestContext, name: string): string {
  const dir = join(context.dir, 'console');
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  const file = join(dir, `${name}.log`);
  closeSync(openSync(file, 'a', 0o644));
  if (context.user !== undefined) {
    chownSync(dir, context.user.uid, context.user.gid);
    chownSync(file, context.user.uid, context.user.gid);
  }
  return file;
}

/** Starts what is named per host, where it is defined there and does not run; says what could not be started. */
export async function startDomains(
  context: GuestContext,
  wanted: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  await Promise.all(
    context.hosts.map(async (host) => {
      const running = new Set(await listDomainNames(host.uri, 'running'));
      const defined = new Set(await listDomainNames(host.uri, 'all'));
      for (const name of wanted[host.name] ?? []) {
        if (running.has(name) || !defined.has(name) || (await runsElsewhere(context, host, name))) continue;
        const started = await tryVirsh(host.uri, ['start', name]);
        if (started.code !== 0) context.log(`${name} did not start on ${host.name}: ${started.stderr.trim()}`);
      }
    }),
  );
}

/** A start beside a running copy would be the split brain that the product warns of. */
async function runsElsewhere(context: GuestContext, host: HostPaths, name: string): Promise<boolean> {
  const uuid = (await virsh(host.uri, ['domuuid', name])).trim();
  for (const other of context.hosts) {
    if (other === host) continue;
    const state = await tryVirsh(other.uri, ['domstate', uuid]);
    if (state.code === 0 && !state.stdout.includes('shut off')) return true;
  }
  return false;
}

/** Asks every running domain of a host to power off, and switches off those that do not. */
export async function stopDomains(host: HostPaths, log: (line: string) => void): Promise<void> {
  const names = await listDomainNames(host.uri, 'running');
  await Promise.all(
    names.map(async (name) => {
      await tryVirsh(host.uri, ['shutdown', name, '--mode', 'acpi']);
      const isOff = async () => {
        const state = await tryVirsh(host.uri, ['domstate', name]);
        return state.code !== 0 || state.stdout.includes('shut off');
      };
      await waitUntil(`${name} powers off`, isOff, { deadlineMs: SHUTDOWN_DEADLINE_MS, everyMs: 200 }).catch(
        async () => {
          log(`${name} did not power off within ${SHUTDOWN_DEADLINE_MS / 1000} s; switched off`);
          await tryVirsh(host.uri, ['destroy', name]);
        },
      );
    }),
  );
}

/** Resolves when the guest's own agent has answered. */
export async function waitForGuest(
  hosts: readonly HostPaths[],
  name: string,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const command = ['qemu-agent-command', '--timeout', '1', name, '{"execute":"guest-ping"}'];
  await waitUntil(
    `an answer from inside ${name}`,
    async () => {
      for (const host of hosts) {
        if ((await tryVirsh(host.uri, command)).code === 0) return true;
      }
      return false;
    },
    { deadlineMs, everyMs: 200, signal },
  );
}
