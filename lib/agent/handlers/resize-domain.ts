import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';
import { formatKiB } from '@/lib/utils/units';
import { hostOfDomain, readOrFail } from './host-of-domain';
import { requireState } from './plain-verb';

export const resizeDomainHandler: Handler<'resize-domain'> = {
  kind: 'resize-domain',
  firstStep: { name: 'check', title: 'Check against the limits of the definition' },
  run: async (run) => {
    const { memoryKiB, vcpus } = run.input;
    const at = await hostOfDomain(run);
    const before = await readOrFail(run, at);
    requireState(run, 'resize', at, before);
    const live = before.state === 'running';
    if (live && memoryKiB !== undefined && memoryKiB > before.maxMemoryKiB) {
      throw new OperationFailure(
        'refused',
        `A running ${at.name} can have at most ${formatKiB(before.maxMemoryKiB)}; shut it down to give it more.`,
      );
    }
    if (live && vcpus !== undefined && vcpus > before.maxVcpus) {
      throw new OperationFailure(
        'refused',
        `A running ${at.name} can have at most ${before.maxVcpus} virtual CPUs; shut it down to give it more.`,
      );
    }
    if (memoryKiB !== undefined && memoryKiB !== before.memoryKiB) {
      await run.step('memory', `Set memory to ${formatKiB(memoryKiB)}`);
      run.probe('before-memory');
      await at.connection.setMemory(at.id, memoryKiB, { signal: run.signal });
      run.probe('after-memory');
    }
    if (vcpus !== undefined && vcpus !== before.vcpus) {
      await run.step('vcpus', `Set virtual CPUs to ${vcpus}`);
      run.probe('before-vcpus');
      await at.connection.setVcpus(at.id, vcpus, { signal: run.signal });
      run.probe('after-vcpus');
    }
    return { result: { before: { memoryKiB: before.memoryKiB, vcpus: before.vcpus } } };
  },
};
