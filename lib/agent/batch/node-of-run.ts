import type { BatchSystem } from '@/lib/batch/port';
import type { BatchNode } from '@/lib/domain/batch';
import { domainId } from '@/lib/domain/ids';
import type { OperationKind } from '@/lib/domain/operation';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';
import { writeNodes } from './write-nodes';

export interface NodeAtSystem {
  readonly system: BatchSystem;
  readonly node: BatchNode;
  /** Of its domain. */
  readonly name: string;
}

/**
 * The worker node of an operation, asked of the batch system that knows it, and kept as it is now.
 * @throws OperationFailure `unsupported` where none does; DriverError where one does not answer
 */
export async function nodeOfRun<Kind extends OperationKind>(run: Run<Kind>): Promise<NodeAtSystem> {
  const { domainId: id, domainName } = run.operation;
  const name = domainName ?? id ?? 'the domain';
  if (id === null) throw new OperationFailure('bad-request', 'The operation names no domain.');
  for (const system of run.ports.batch) {
    const node = await system.slotsOf(domainId(id), { signal: run.signal });
    if (node === undefined) continue;
    await writeNodes(run.sql, { system: system.name, nodes: [node], whole: false });
    return { system, node, name };
  }
  throw new OperationFailure(
    'unsupported',
    `No batch system knows ${name}: its slots can be neither closed nor opened.`,
  );
}
