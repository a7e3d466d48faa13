import type { z } from 'zod';
import { BenchmarkDefinition, fillCommand } from '@/lib/benchmarks/definition';
import type { RunBenchmark } from '@/lib/contracts/benchmarks';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { OPERATIONS } from '@/lib/operations/registry';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';
import { badField, findRunEnds, type FoundLane } from './find-run-ends';

/** Stands for the address that is learned from the other end itself, to see beforehand whether the words fit. */
const ANY_PEER = { peer: '192.0.2.1', port: 20_000 };

/**
 * Queues a run. What a reading of the inventory knows against it refuses it here; whether the programs are there, the ends
 * tell the agent.
 * @throws AppError `bad-request` for a parameter, `conflict` for a used key, and what `findRunEnds` throws.
 */
export async function runBenchmark(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: RunBenchmark;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, body, call } = options;
  requireScope(context.actor, 'benchmarks:run');
  const { domainId, hostId, reason, ...asked } = body;
  const input = { ...asked, benchmarkId: id };
  const operation = await context.db.$transaction(async (tx) => {
    if (domainId !== undefined) await readDomainRow(tx, context.actor, domainId);
    const subject = domainId === undefined ? { hostId } : { domainId };
    const question = { idempotencyKey: call.idempotencyKey, kind: 'run-benchmark', input, ...subject } as const;
    const earlier = await findEarlierOperation(tx, context, question);
    if (earlier !== undefined) return earlier;
    const benchmark = await tx.benchmark.findUnique({ where: { id } });
    if (benchmark === null) throw notFound('benchmark');
    if (benchmark.retiredAt !== null) throw new AppError('refused', `${benchmark.name} is not offered any more.`);
    const definition = BenchmarkDefinition.parse(benchmark.body);
    requireParameters(definition, body);
    const { shipped } = benchmark;
    const { place, lanes } = await findRunEnds(tx, context.actor, { body, definition, shipped });
    const [
      {
        domains: [domain],
        lane: first,
      },
      ...further
    ] = lanes;
    const submitted = await submitCommand(tx, context, call, {
      action: 'runBenchmark',
      kind: 'run-benchmark',
      input,
      title: titleOf(definition, first, further.length),
      reason,
      domain,
      hostId: first.hostId ?? undefined,
      hostName: first.hostName,
      targetHostId: first.peerHostId ?? undefined,
    });
    if (!submitted.created) return submitted.operation;
    await tx.benchmarkRun.create({
      data: {
        operationId: submitted.operation.id,
        benchmarkId: id,
        place,
        ...first,
        lanes: further.map(({ lane }) => lane),
        vo: voOf(lanes),
        parameters: body.parameters,
        repeats: body.repeats ?? definition.repeats,
        warmUps: body.warmUps ?? definition.warmUps,
        guard: body.guard,
        createdAt: context.now(),
      },
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}

function titleOf(definition: BenchmarkDefinition, first: FoundLane['lane'], further: number): string {
  const title = OPERATIONS['run-benchmark'].title(
    first.domainName === null
      ? { host: first.hostName, target: first.peerHostName ?? undefined }
      : { domain: first.domainName, target: first.peerDomainName ?? undefined },
  );
  return `${definition.title}: ${title}${further === 0 ? '' : `, and ${further} more at once`}`;
}

/** Of the domains it runs in, where all are of one: else it would show one VO the domains of another. */
function voOf(lanes: readonly FoundLane[]): string | null {
  const vos = new Set(lanes.flatMap(({ domains }) => domains.map(({ vo }) => vo)));
  const [vo = null] = vos;
  return vos.size === 1 ? vo : null;
}

function requireParameters(definition: BenchmarkDefinition, body: RunBenchmark): void {
  try {
    fillCommand(definition, 'command', body.parameters, ANY_PEER);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badField('parameters', error.message);
  }
}
