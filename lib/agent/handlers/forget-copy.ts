import { isActive } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';

/**
 * A host that was lost came back and still has a domain defined that lives elsewhere by now: the definition goes, so that
 * nobody starts it there. Disks, firmware variables and TPM state are left: the domain uses them where it is.
 */
export const forgetCopyHandler: Handler<'forget-copy'> = {
  kind: 'forget-copy',
  firstStep: { name: 'check', title: 'Look what the host has of it' },
  run: async (run) => {
    const { domainId: given, hostId, domainHostId, domainName } = run.operation;
    if (given === null || hostId === null) throw new OperationFailure('bad-request', 'No domain or no host was named.');
    const name = domainName ?? given;
    const host = run.directory.row(hostId)?.name ?? 'the host';
    if (domainHostId === null || domainHostId === hostId)
      throw new OperationFailure('refused', `${name} lives on no other host than ${host}, so its definition stays.`);
    const id = domainId(given);
    const connection = await run.connection(hostId);
    const found = await connection.readDomain(id, { signal: run.signal, figures: false });
    if (found === undefined) {
      run.note(`${host} does not know it any more.`, true);
    } else {
      if (isActive(found.state))
        throw new OperationFailure(
          'refused',
          `${name} is ${found.state} on ${host} as well. Force one of the two off first.`,
        );
      await run.step('undefine', `Remove its definition from ${host}`);
      run.probe('before-act');
      await connection.undefine(id, { signal: run.signal, livesOn: true });
      run.probe('after-act');
    }
    await run.sql.query(`delete from "DomainSighting" where "domainId" = $1::uuid and "hostId" = $2::uuid`, [
      id,
      hostId,
    ]);
    return { result: { acted: found !== undefined } };
  },
};
