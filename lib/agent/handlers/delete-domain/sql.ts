/** Removes the sighting, and the domain from the inventory where no other host has it either. */
export const FORGET = `
  with gone as (
    delete from "DomainSighting" where "domainId" = $1::uuid and "hostId" = $2::uuid returning 1
  ), removed as (
    delete from "Domain" d where d."id" = $1::uuid and not exists (
      select 1 from "DomainSighting" s where s."domainId" = d."id" and s."hostId" <> $2::uuid) returning d."id", d."name", d."vo"
  )
  select gridbox_append_events(jsonb_build_array(jsonb_build_object('vo', "vo", 'body',
    jsonb_build_object('type', 'domain.removed', 'domainId', "id", 'domainName', "name")))) from removed`;

/** Hosts that still report it. */
export const SEEN_ELSEWHERE = `
  select h."name" as "hostName", s."state" from "DomainSighting" s join "Host" h on h."id" = s."hostId"
  where s."domainId" = $1::uuid and s."hostId" <> $2::uuid order by 1`;
