import { addJobSql } from './dispatch';

/** SQL for the body of `operation.changed` from a row of "Operation" named by `alias`. */
export const changedEventSql = (alias: string): string => `
  jsonb_build_object('vo', ${alias}."vo", 'body', jsonb_build_object(
    'type', 'operation.changed', 'operationId', ${alias}."id", 'kind', ${alias}."kind", 'state', ${alias}."state",
    'title', ${alias}."title", 'domainId', ${alias}."domainId", 'hostId', ${alias}."hostId",
    'waitingFor', ${alias}."waitingFor"))`;

/**
 * How many waiting migrations one end wakes. It frees one place on each of two hosts; those woken in vain look and wait
 * again, so a few more than two cost little and find the one that the freed place fits.
 */
const WOKEN_MIGRATIONS = 8;

/**
 * The part every ending shares, after a common table expression `ended` that holds the row: its event, and a fresh look
 * at what waited for it, which is the next operation of its domain and the migrations in line for its hosts.
 * Select from `told` to have it run.
 */
export const FINISHED_SQL = `
  woken as (
    select ${addJobSql('next."id"')} as job from (
      select * from (
        select q."id" from ended join "Operation" q on q."domainId" = ended."domainId" and q."state" = 'queued'
          and q."number" > ended."number"
        order by q."number" limit 1
      ) following
      union
      select * from (
        select q."id" from ended join "Operation" q on q."state" = 'queued' and q."kind" = 'migrate-domain'
          and (q."hostId" = ended."hostId" or q."targetHostId" = ended."targetHostId")
          and q."domainId" is distinct from ended."domainId"
        where ended."kind" = 'migrate-domain'
        order by q."number" limit ${WOKEN_MIGRATIONS}
      ) in_line
    ) next
  ), told as (
    select gridbox_append_events(jsonb_build_array(${changedEventSql('ended')})) as sequence,
      (select count(job) from woken) as woken
    from ended
  )`;
