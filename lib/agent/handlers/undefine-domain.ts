import type { Handler } from '@/lib/agent/worker/run';
import { requireState } from './plain-verb';
import { hostOfDomain } from './host-of-domain';

/** Removes the definition, and then the domain from the inventory where no other host has it either. */
export const undefineDomainHandler: Handler<'undefine-domain'> = {
  kind: 'undefine-domain',
  firstStep: { name: 'undefine', title: 'Delete the definition' },
  run: async (run) => {
    const at = await hostOfDomain(run);
    const before = await at.connection.readDomain(at.id, { signal: run.signal });
    if (before === undefined) {
      run.note(`${at.hostName} did not know ${at.name} any more.`, true);
    } else {
      requireState(run, 'undefine', at, before);
      run.probe('before-act');
      await at.connection.undefine(at.id, { signal: run.signal });
      run.probe('after-act');
    }
    await run.sql.query(REMOVE, [at.id, at.hostId]);
    return { result: { acted: before !== undefined } };
  },
};

const REMOVE = `
  with gone as (
    delete from "DomainSighting" where "domainId" = $1::uuid and "hostId" = $2::uuid returning 1
  ), removed as (
    delete from "Domain" d where d."id" = $1::uuid and not exists (
      select 1 from "DomainSighting" s where s."domainId" = d."id" and s."hostId" <> $2::uuid) returning d."id", d."name", d."vo"
  )
  select gridbox_append_events(jsonb_build_array(jsonb_build_object('vo', "vo", 'body',
    jsonb_build_object('type', 'domain.removed', 'domainId', "id", 'domainName', "name")))) from removed`;
