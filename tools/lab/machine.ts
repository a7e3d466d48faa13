/** One machine of a lab: found again, booted, killed. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { tryVirsh } from '@/tools/rig/virsh';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { endProcess, findProcesses, type ProcessIdentity, readIdentity } from '@/tools/shared/process-identity';
import { commandAs, type ServiceUser } from '@/tools/shared/service-user';
import { waitUntil } from '@/tools/shared/wait-until';
import type { LabKind } from './lab-kind';
import type { LabFolder, LabHost } from './lab-folder';

/** Two machines at once are ready after 9 to 18 s on two idle cores, four after 23 s. */
const READY_DEADLINE_MS = 240_000;
/** A living libvirt daemon answers in 0.1 s; one that is asked while the machine is busy may take longer. */
const ANSWER_DEADLINE_MS = 15_000;
/** Bytes of translated code QEMU keeps: more does not make it faster here, and it is memory that stays taken. */
const TRANSLATION_MIB = 256;

export function findMachine(host: Pick<LabHost, 'mark'>): ProcessIdentity | undefined {
  const pid = findProcesses(
    (commandLine) => basename(commandLine[0] ?? '').startsWith('qemu-system') && commandLine.includes(host.mark),
  )[0];
  return pid === undefined ? undefined : readIdentity(pid);
}

/** Does its libvirt daemon answer now? */
export async function answers(host: LabHost): Promise<boolean> {
  const asked = await tryVirsh(host.uri, ['version'], { deadlineMs: ANSWER_DEADLINE_MS }).catch(() => undefined);
  return asked?.code === 0;
}

/** Takes over a machine that lives and answers, else boots one. Resolves when its libvirt daemon answers. */
export async function ensureMachine(
  kind: LabKind,
  folder: LabFolder,
  host: LabHost,
  options: {
    readonly files: string;
    readonly user: ServiceUser | undefined;
    /** Of a machine that is booted; left out: as its kind has it. */
    readonly memoryMiB?: number | undefined;
    readonly processors?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<'living' | 'booted'> {
  const living = findMachine(host);
  if (living !== undefined) {
    if (await answers(host)) return 'living';
    await endProcess(living);
  }
  rmSync(host.consoleLog, { force: true });
  const started = launch(kind, folder, host, options);
  await waitUntil(
    `${host.name} boots`,
    async () => {
      if (findMachine(host) === undefined && readIdentity(started) === undefined)
        throw new Error(`${host.name} ended at once: ${lastWords(`${host.consoleLog}.qemu`)}`);
      const text = existsSync(host.consoleLog) ? readFileSync(host.consoleLog, 'latin1') : '';
      return text.includes('GRIDBOX-LAB ready') && (await answers(host));
    },
    { deadlineMs: READY_DEADLINE_MS, everyMs: 200, signal: options.signal },
  ).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    throw new Error(
      `${error instanceof Error ? error.message : String(error)}; its console ends with: ${lastWords(host.consoleLog)}`,
    );
  });
  return 'booted';
}

/** As a power cut: at once, and nothing of what ran in it is left. */
export async function killMachine(host: LabHost): Promise<void> {
  const living = findMachine(host);
  if (living !== undefined) await endProcess(living, { steps: [{ signal: 'SIGKILL', waitMs: 5_000 }] });
}

function launch(
  kind: LabKind,
  folder: LabFolder,
  host: LabHost,
  options: {
    readonly files: string;
    readonly user: ServiceUser | undefined;
    readonly memoryMiB?: number | undefined;
    readonly processors?: number | undefined;
  },
): number {
  const hardware = (network: number): string =>
    `52:54:00:${kind.name === 'xen' ? '77' : '78'}:${network.toString(16).padStart(2, '0')}:${(host.index + 1).toString(16).padStart(2, '0')}`;
  const args = [
    '-name',
    host.mark,
    // Debian's package may be built for a processor with help; this one is emulated whatever it has.
    '-accel',
    `tcg,thread=multi,tb-size=${TRANSLATION_MIB}`,
    '-machine',
    'q35',
    '-m',
    String(options.memoryMiB ?? kind.memoryMiB),
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    '-no-reboot',
    ...kind.machineArguments(options.files, host),
    // Stands in for what the kind says.
    ...(options.processors === undefined ? [] : ['-smp', String(options.processors)]),
    // Written to a temporary file that goes with the machine: every boot begins clean, one image serves all.
    '-drive',
    `file=${options.files}/disk.ext4,format=raw,if=none,id=disk,snapshot=on`,
    '-device',
    'virtio-blk-pci,drive=disk',
    '-netdev',
    `user,id=management,restrict=on,hostfwd=tcp:127.0.0.1:${host.libvirtPort}-:16509,hostfwd=tcp:127.0.0.1:${host.shellPort}-:2222`,
    '-device',
    `virtio-net-pci,netdev=management,mac=${hardware(1)},romfile=`,
    '-netdev',
    `dgram,id=link,local.type=inet,local.host=127.0.0.1,local.port=${host.linkPort},remote.type=inet,remote.host=127.0.0.1,remote.port=${host.switchPort}`,
    '-device',
    `virtio-net-pci,netdev=link,mac=${hardware(2)},host_mtu=${LINK_MTU_BYTES},romfile=`,
    '-serial',
    `file:${host.consoleLog}`,
  ];
  const command = commandAs(options.user, 'qemu-system-x86_64', args);
  const log = openSync(`${host.consoleLog}.qemu`, 'w', 0o644);
  const child = spawn(command.program, command.args, {
    // Its own session: it outlives who started it, as a real host would.
    detached: true,
    stdio: ['ignore', log, log],
    cwd: folder.dir,
    env: bareEnvironment(),
  });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  if (child.pid === undefined) throw new Error('qemu-system-x86_64 is not installed (Debian: qemu-system-x86)');
  return child.pid;
}

/** Large frames: the copy of a guest's memory costs the emulated processors by the frame, not by the byte. */
export const LINK_MTU_BYTES = 9_000;

function lastWords(file: string): string {
  const KEPT_LINES = 8;
  if (!existsSync(file)) return 'nothing';
  return readFileSync(file, 'latin1').trimEnd().split('\n').slice(-KEPT_LINES).join(' | ');
}
