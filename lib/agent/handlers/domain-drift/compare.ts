/** Asking a guest and comparing what it says: the same for who only looks and for who mends. */
import { isActive } from '@/lib/domain/domain';
import type { DriftCheck } from '@/lib/domain/guest-drift';
import { describeRefusal } from '@/lib/domain/refusals';
import type { HostReading } from '@/lib/domain/readings';
import { collectFacts, type GuestFacts } from '@/lib/images/drift/guest-facts';
import { compareGuest, type Compared, questionsOf } from '@/lib/images/drift/compare-guest';
import { PARAVIRTUAL_KERNEL } from '@/lib/placement/checks/guest-fit-checks';
import { type DomainAtHost, hostOfDomain, readOrFail } from '@/lib/agent/handlers/host-of-domain';
import { runSmall, type ProgramEnd } from '@/lib/agent/handlers/run-benchmark/small-programs';
import { LeaseLost } from '@/lib/agent/worker/abort-reasons';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { HandlerResult, Run } from '@/lib/agent/worker/run';
import { type DomainImage, imageOfDomain } from '@/lib/server/services/guest-drift/image-of-domain';
import { recordComparison } from '@/lib/server/services/guest-drift/record-comparison';

export type DriftRun = Run<'check-domain-drift'> | Run<'remedy-domain-drift'>;

/** A guest that can be asked. */
export interface AskedGuest {
  readonly at: DomainAtHost;
  readonly end: ProgramEnd;
  readonly image: DomainImage | undefined;
}

/** What only an image promises. */
const OF_THE_IMAGE: readonly DriftCheck[] = ['kernel', 'absent', 'file', 'service', 'package'];

/** @throws OperationFailure where it does not run, or nothing can be run in it. */
export async function openGuest(run: DriftRun): Promise<AskedGuest> {
  const at = await hostOfDomain(run as Run);
  const reading = await readOrFail(run as Run, at);
  if (!isActive(reading.state) || reading.state === 'paused')
    throw new OperationFailure('refused', `${at.name} is ${reading.state}; its guest has to run to be asked.`);
  const { programs } = at.connection;
  if (programs === undefined)
    throw new OperationFailure('unsupported', `Nothing can be run in the guests of ${at.hostName}.`);
  const image = await imageOfDomain(run.sql, at.id, run.ports.images?.key);
  return {
    at,
    image,
    end: {
      name: at.name,
      programs: {
        start: async (program, options) => await programs.start(at.id, program, options),
        read: async (process, options) => await programs.read(at.id, process, options),
        end: async (process, options) => await programs.end(at.id, process, options),
      },
    },
  };
}

/** Asks and compares; nothing is changed and nothing kept. */
export async function compare(
  run: DriftRun,
  { at, end, image }: AskedGuest,
): Promise<Compared & { readonly kernel: string | undefined }> {
  const call = { signal: run.signal };
  const [reading, host] = await Promise.all([
    at.connection.readDomain(at.id, { ...call, figures: false }),
    at.connection.readHost(call),
  ]);
  const manifest = image?.manifest;
  const facts = await collectFacts(async (argv) => await runSmall(run, end, { argv }), questionsOf(manifest));
  requireAnswer(at, facts);
  const guestMode = reading?.definition?.guestMode ?? 'unknown';
  const { differences, skipped } = compareGuest(facts, manifest, {
    guestMode,
    hypervisor: host.hypervisor,
    architecture: reading?.definition?.architecture ?? 'unknown',
    unsupported: (kernel) => unsupported(at, host, { guestMode, kernel }),
  });
  const unsigned =
    image === undefined || manifest !== undefined
      ? []
      : OF_THE_IMAGE.map((check) => ({
          check,
          why: `the manifest of ${image.name}, version ${image.version}, is not signed by this site, so that nothing is held to it`,
        }));
  return { differences, skipped: [...skipped, ...unsigned], kernel: facts.kernel };
}

/** One that answers none of the questions has not been asked. */
function requireAnswer(at: DomainAtHost, facts: GuestFacts): void {
  if (facts.kernel === undefined && facts.paths === undefined)
    throw new OperationFailure('unsupported', `${at.name} has neither uname nor stat: nothing can be compared.`);
}

function unsupported(
  { name, hostName }: DomainAtHost,
  host: HostReading,
  {
    guestMode,
    kernel,
  }: {
    readonly guestMode: Parameters<typeof PARAVIRTUAL_KERNEL.find>[0]['domain']['guestMode'];
    readonly kernel: string;
  },
): string | undefined {
  const [refusal] = PARAVIRTUAL_KERNEL.find({
    domain: { name, guestMode, metadata: { kernelVersion: kernel, needsFpswa: false } },
    target: { name: hostName, reading: host },
  });
  return refusal === undefined ? undefined : describeRefusal(refusal).sentence;
}

/** Keeps a comparison. @throws LeaseLost where another run has taken over */
export async function keepComparison(
  run: DriftRun,
  { at, image }: AskedGuest,
  compared: Awaited<ReturnType<typeof compare>>,
): Promise<HandlerResult> {
  const { id, fencingToken, vo } = run.operation;
  const recorded = await recordComparison(run.sql, {
    ...compared,
    domainId: at.id,
    operationId: id,
    fencingToken,
    imageId: image?.id,
    at: run.ports.clock.now(),
  });
  if (recorded === undefined) throw new LeaseLost();
  run.probe('recorded');
  const { open, fresh, returned, gone } = recorded;
  const words = [
    open === 0 ? 'is as it was promised' : `differs in ${open === 1 ? 'one thing' : `${open} things`}`,
    ...(fresh === 0 ? [] : [`${fresh} new`]),
    ...(returned === 0 ? [] : [`${returned} back again`]),
    ...(gone === 0 ? [] : [`${gone} gone`]),
  ].join(', ');
  run.note(`${at.name} ${words}.`);
  return {
    result: { ...recorded, skipped: compared.skipped.length },
    events: [
      {
        body: { type: 'drift.changed', domainId: at.id, domainName: at.name, words },
        vo: vo ?? undefined,
      },
    ],
  };
}
