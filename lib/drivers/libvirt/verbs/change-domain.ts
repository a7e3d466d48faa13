/** Verbs that change one domain. Each is one native call, on one thread, with the domain looked up by its UUID. */
import type { DomainState, GridMetadata } from '@/lib/domain/domain';
import { STATE_LABELS, VERB_STATES, type DomainVerb } from '@/lib/domain/domain-actions';
import { domainId, type DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, UndefineOptions } from '@/lib/drivers/port';
import * as flags from '@/lib/drivers/libvirt/ffi/flags';
import type { CallArgument } from '@/lib/drivers/libvirt/ffi/operations';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import {
  GUEST_ANSWER_DEADLINE_MS,
  RELEASE_POLL_MS,
  RELEASE_WAIT_MS,
  SAVE_DEADLINE_MS,
  VERB_DEADLINE_MS,
} from '@/lib/drivers/libvirt/limits';
import { METADATA_KEY, METADATA_NAMESPACE, writeMetadataXml } from '@/lib/drivers/libvirt/xml/metadata';
import { XmlFailure } from '@/lib/drivers/libvirt/xml/parse-xml';

interface NativeVerb {
  readonly fn: string;
  readonly args: readonly CallArgument[];
  readonly doing: string;
  readonly deadlineMs?: number | undefined;
  /** Lasts as long as the memory is large, and goes on when its caller leaves. */
  readonly long?: boolean | undefined;
}

const NO_FLAGS = 0;

/** What undefining takes along: what libvirt itself keeps for the domain, but no saved memory, for which it then refuses. Disks stay. */
const UNDEFINE_ALL =
  flags.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA |
  flags.VIR_DOMAIN_UNDEFINE_NVRAM |
  flags.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;
/** Of a domain that has moved away. Its firmware variables may lie on a disk that both hosts share. */
const UNDEFINE_MOVED =
  flags.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA |
  flags.VIR_DOMAIN_UNDEFINE_KEEP_NVRAM |
  flags.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;

export const NATIVE_VERBS = {
  shutdown: {
    fn: 'virDomainShutdownFlags',
    args: [NO_FLAGS],
    doing: 'shut the domain down',
    deadlineMs: GUEST_ANSWER_DEADLINE_MS,
  },
  destroy: { fn: 'virDomainDestroyFlags', args: [NO_FLAGS], doing: 'force the domain off' },
  reboot: { fn: 'virDomainReboot', args: [NO_FLAGS], doing: 'reboot the domain', deadlineMs: GUEST_ANSWER_DEADLINE_MS },
  reset: { fn: 'virDomainReset', args: [NO_FLAGS], doing: 'reset the domain' },
  pause: { fn: 'virDomainSuspend', args: [], doing: 'pause the domain' },
  resume: { fn: 'virDomainResume', args: [], doing: 'resume the domain' },
  save: { fn: 'virDomainManagedSave', args: [NO_FLAGS], doing: 'save the domain', long: true },
  wakeUp: { fn: 'virDomainPMWakeup', args: [NO_FLAGS], doing: 'wake the domain up' },
} as const satisfies Record<string, NativeVerb>;

export interface ChangeDependencies {
  readonly caller: HostCaller;
  /** The host calls a domain off before it has let go of it (Xen). */
  readonly releasesLate: () => boolean;
  /** The domain's definition may have changed. */
  readonly onChanged: (id: DomainId) => void;
  /** The state as it is now; undefined where it cannot be had. */
  readonly readState: (id: DomainId) => Promise<DomainState | undefined>;
  /** The hypervisor does not know this verb. */
  readonly onUnsupported: (verb: DomainVerb, sentence: string) => void;
}

/** Xen's control domain: the host itself, which is neither listed nor changed. */
export const CONTROL_DOMAIN_ID = domainId('00000000-0000-0000-0000-000000000000');

/** Starts it; where the host still takes its last run apart, as soon as that is over. */
export async function startDomain(deps: ChangeDependencies, id: DomainId, options: CallOptions = {}): Promise<void> {
  const doing = 'start the domain';
  if (deps.releasesLate()) await untilReleased(deps, id, doing, options);
  await runVerb(deps, 'start', id, doing, async () => {
    const call = { doing, deadlineMs: options.deadlineMs ?? VERB_DEADLINE_MS, signal: options.signal };
    if (await deps.caller.invoke('boot', { uuid: id, saved: false, dropLeftover: deps.releasesLate() }, call)) return;
    throw new DriverError('refused', `Could not ${doing}: its memory is saved. Restore it, or discard what is saved.`);
  });
}

/** Returns when the host has let go of it, as {@link destroyDomain} does. */
export async function saveDomain(deps: ChangeDependencies, id: DomainId, options: CallOptions = {}): Promise<void> {
  try {
    await changeDomain(deps, 'save', id, NATIVE_VERBS.save, options);
  } catch (error) {
    if (deps.releasesLate() && DriverError.is(error, 'internal')) await explainFailedSave(deps, id, error);
    throw error;
  }
  if (deps.releasesLate()) await untilReleased(deps, id, NATIVE_VERBS.save.doing, options);
}

/**
 * libxl asks the guest to suspend itself, and fails where it does not: it boots, or has hung. Then libvirt leaves a file
 * behind that is no memory, refuses to delete the definition for its sake, and the next start would read it.
 * @throws DriverError `refused` where the domain runs on; returns where it does not.
 */
async function explainFailedSave(deps: ChangeDependencies, id: DomainId, error: DriverError): Promise<void> {
  if ((await deps.readState(id)) !== 'running') return;
  const { doing } = NATIVE_VERBS.save;
  await deps.caller
    .invoke(
      'domain',
      { uuid: id, fn: 'virDomainManagedSaveRemove', args: [NO_FLAGS] },
      { doing, deadlineMs: VERB_DEADLINE_MS },
    )
    .catch(() => undefined); // It may not be there; a start looks for it again.
  throw new DriverError(
    'refused',
    `Could not ${doing}: its guest did not suspend itself, and runs on. A guest that boots cannot; try again when it is up.`,
    { native: error.native, cause: error },
  );
}

export async function restoreDomain(deps: ChangeDependencies, id: DomainId, options: CallOptions = {}): Promise<void> {
  const doing = 'restore the domain';
  if (deps.releasesLate()) await untilReleased(deps, id, doing, options);
  await runVerb(deps, 'restore', id, doing, async () => {
    const deadlineMs = options.deadlineMs ?? SAVE_DEADLINE_MS;
    const call = { doing, deadlineMs, signal: options.signal, long: true, outlivesCaller: true };
    if (!(await deps.caller.invoke('boot', { uuid: id, saved: true }, call))) throw nothingSaved(doing);
  });
}

export async function discardSaved(deps: ChangeDependencies, id: DomainId, options: CallOptions = {}): Promise<void> {
  const doing = 'discard the saved memory';
  await runVerb(deps, 'discard-saved', id, doing, async () => {
    const call = { doing, deadlineMs: options.deadlineMs ?? VERB_DEADLINE_MS, signal: options.signal };
    if (!(await deps.caller.invoke('discardSaved', { uuid: id }, call))) throw nothingSaved(doing);
  });
}

const nothingSaved = (doing: string): DriverError =>
  new DriverError('refused', `Could not ${doing}: the domain has no saved memory.`);

/** Forces it off, and returns when the host has let go of it: its memory is free and it can be started again. */
export async function destroyDomain(deps: ChangeDependencies, id: DomainId, options: CallOptions = {}): Promise<void> {
  await changeDomain(deps, 'destroy', id, NATIVE_VERBS.destroy, options);
  if (deps.releasesLate()) await untilReleased(deps, id, NATIVE_VERBS.destroy.doing, options);
}

/**
 * Returns at once for a domain that runs, and when its number is gone for one that is off.
 * @throws DriverError `busy` where the host holds on to it for longer than {@link RELEASE_WAIT_MS}.
 */
async function untilReleased(
  deps: ChangeDependencies,
  id: DomainId,
  doing: string,
  options: CallOptions,
): Promise<void> {
  const waitMs = Math.min(RELEASE_WAIT_MS, options.deadlineMs ?? VERB_DEADLINE_MS);
  const endsAt = Date.now() + waitMs;
  for (;;) {
    if (!(await isReleasing(deps.caller, id, endsAt, options.signal))) return;
    if (Date.now() >= endsAt)
      throw new DriverError(
        'busy',
        `Could not ${doing}: it is off, and its host has not let go of it within ${waitMs} ms. Try again in a while.`,
      );
    await new Promise((resolve) => setTimeout(resolve, RELEASE_POLL_MS));
  }
}

async function isReleasing(
  caller: HostCaller,
  id: DomainId,
  endsAt: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    const deadlineMs = Math.max(1, endsAt - Date.now());
    return await caller.invoke('releasing', { uuid: id }, { doing: 'wait until the host lets go', deadlineMs, signal });
  } catch (error) {
    // A transient domain is not there any more, and the verb itself says so.
    if (DriverError.is(error, 'not-found')) return false;
    throw error;
  }
}

/** Runs one native verb. */
export async function changeDomain(
  deps: ChangeDependencies,
  verb: DomainVerb,
  id: DomainId,
  native: NativeVerb,
  options: CallOptions = {},
): Promise<void> {
  const { fn, args, doing, long } = native;
  const usualMs = native.deadlineMs ?? (long === true ? SAVE_DEADLINE_MS : VERB_DEADLINE_MS);
  await runVerb(deps, verb, id, doing, async () => {
    await deps.caller.invoke(
      'domain',
      { uuid: id, fn, args },
      { doing, deadlineMs: options.deadlineMs ?? usualMs, signal: options.signal, long, outlivesCaller: long },
    );
  });
}

/** Makes the call of a verb. An `unsupported` answer is remembered as a capability of the host. */
async function runVerb(
  deps: ChangeDependencies,
  verb: DomainVerb,
  id: DomainId,
  doing: string,
  call: () => Promise<void>,
): Promise<void> {
  if (id === CONTROL_DOMAIN_ID)
    throw new DriverError('refused', `Could not ${doing}: it is the control domain, which runs the host itself.`);
  try {
    await call();
  } catch (error) {
    if (DriverError.is(error, 'internal')) await explainByState(deps, verb, id, doing, error);
    if (DriverError.is(error, 'unsupported')) deps.onUnsupported(verb, error.message);
    throw error;
  } finally {
    deps.onChanged(id);
  }
}

/**
 * Some drivers answer "internal error" to a verb that the state does not allow. The state itself tells.
 * @throws DriverError of kind `refused` where the state forbids the verb; returns where it does not.
 */
async function explainByState(
  deps: ChangeDependencies,
  verb: DomainVerb,
  id: DomainId,
  doing: string,
  error: DriverError,
): Promise<void> {
  const state = await deps.readState(id);
  if (state === undefined || VERB_STATES[verb].includes(state)) return;
  throw new DriverError('refused', `Could not ${doing}: the domain is ${STATE_LABELS[state]}.`, {
    native: error.native,
    cause: error,
  });
}

/**
 * Undefines with what libvirt keeps for the domain beside its saved memory, or without it where the domain lives on
 * elsewhere; where a hypervisor knows none of that, plainly.
 */
export async function undefineDomain(
  deps: ChangeDependencies,
  id: DomainId,
  options: UndefineOptions = {},
): Promise<void> {
  const doing = 'delete the definition';
  const attempts =
    options.livesOn === true
      ? [UNDEFINE_MOVED | flags.VIR_DOMAIN_UNDEFINE_KEEP_TPM, UNDEFINE_MOVED, NO_FLAGS]
      : [UNDEFINE_ALL, NO_FLAGS];
  // Xen's driver keeps nothing of the kind, and a slow host is spared the questions that it refuses.
  for (const wanted of deps.releasesLate() ? [NO_FLAGS] : attempts) {
    const last = wanted === NO_FLAGS;
    const native = { fn: 'virDomainUndefineFlags', args: [wanted], doing };
    try {
      await changeDomain(last ? deps : { ...deps, onUnsupported: () => undefined }, 'undefine', id, native, options);
      return;
    } catch (error) {
      if (last || !isFlagRefusal(error)) throw error;
    }
  }
}

function isFlagRefusal(error: unknown): boolean {
  return DriverError.is(error) && (error.kind === 'unsupported' || error.native?.name === 'VIR_ERR_INVALID_ARG');
}

/** @returns the UUID that the hypervisor gave or kept. */
export async function defineDomain(
  deps: ChangeDependencies,
  definition: string,
  options: CallOptions = {},
): Promise<DomainId> {
  const doing = 'define the domain';
  if (/<!DOCTYPE|<!ENTITY/i.test(definition))
    throw new DriverError('refused', `Could not ${doing}: the text declares a document type or entities.`);
  if (definition.includes('\0')) throw new DriverError('refused', `Could not ${doing}: the text holds a zero byte.`);
  const uuid = await deps.caller.invoke(
    'define',
    { xml: definition, flags: NO_FLAGS },
    { doing, deadlineMs: options.deadlineMs ?? VERB_DEADLINE_MS, signal: options.signal },
  );
  deps.onChanged(domainId(uuid));
  return domainId(uuid);
}

/** Where a change goes: to the running domain and its stored definition, or to the one there is. */
async function affected(deps: ChangeDependencies, id: DomainId, options: CallOptions): Promise<number> {
  const ask = async (fn: string): Promise<boolean> => {
    const answer = await deps.caller.invoke(
      'domain',
      { uuid: id, fn, args: [] },
      { doing: 'read the domain', deadlineMs: options.deadlineMs ?? VERB_DEADLINE_MS, signal: options.signal },
    );
    return answer === 1;
  };
  const [active, persistent] = await Promise.all([ask('virDomainIsActive'), ask('virDomainIsPersistent')]);
  return (active ? flags.VIR_DOMAIN_AFFECT_LIVE : 0) | (persistent ? flags.VIR_DOMAIN_AFFECT_CONFIG : 0);
}

export async function setMemory(
  deps: ChangeDependencies,
  id: DomainId,
  memoryKiB: number,
  options: CallOptions = {},
): Promise<void> {
  const target = await affected(deps, id, options);
  await changeDomain(
    deps,
    'resize',
    id,
    { fn: 'virDomainSetMemoryFlags', args: [BigInt(memoryKiB), target], doing: `set the memory to ${memoryKiB} KiB` },
    options,
  );
}

export async function setVcpus(
  deps: ChangeDependencies,
  id: DomainId,
  vcpus: number,
  options: CallOptions = {},
): Promise<void> {
  const target = await affected(deps, id, options);
  await changeDomain(
    deps,
    'resize',
    id,
    { fn: 'virDomainSetVcpusFlags', args: [vcpus, target], doing: `set the vCPUs to ${vcpus}` },
    options,
  );
}

export async function writeMetadata(
  deps: ChangeDependencies,
  id: DomainId,
  metadata: GridMetadata,
  options: CallOptions = {},
): Promise<void> {
  const doing = 'write the metadata';
  let xml: string;
  try {
    xml = writeMetadataXml(metadata);
  } catch (error) {
    if (error instanceof XmlFailure)
      throw new DriverError('refused', `Could not ${doing}: ${error.message}`, { cause: error });
    throw error;
  }
  const target = await affected(deps, id, options);
  const args = [flags.VIR_DOMAIN_METADATA_ELEMENT, xml, METADATA_KEY, METADATA_NAMESPACE, target];
  await changeDomain(deps, 'edit', id, { fn: 'virDomainSetMetadata', args, doing }, options);
}
