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
 * `in_line`: the migrations that wait for places of the hosts of another one.
 * @param freed a common table expression that holds the row of the operation that gives its places back
 */
export const inLineSql = (freed: string): string => `
  in_line as (
    select waiting."id" from ${freed} cross join lateral (
      select q."id" from "Operation" q where q."state" = 'queued' and q."kind" = 'migrate-domain'
        and (q."hostId" = ${freed}."hostId" or q."targetHostId" = ${freed}."targetHostId")
        and q."domainId" is distinct from ${freed}."domainId"
      order by q."number" limit ${WOKEN_MIGRATIONS}
    ) waiting where ${freed}."kind" = 'migrate-domain'
  )`;

/**
 * The part every ending shares, after a common table expression `ended` that holds the row: `told` is its event, `next`
 * what waited for it and wants a fresh look, which is the next operation of its domain and the migrations in line for its
 * hosts. Select from `told` to have it run.
 *
 * `next` is lateral and its state test no index condition, because the planner knows nothing of how many wait: it would
 * walk all queued operations of the testbed for a domain's one (2,300 pages for an end in a flood, measured; now 20). The
 * first state test is for the partial index of unfinished operations. A lower number may wait, too: numbers are drawn
 * before a transaction commits, so a higher one may have been claimed first.
 */
export const FINISHED_SQL = `
  ${inLineSql('ended')}, next as (
    select following."id" from ended cross join lateral (
      select q."id" from "Operation" q where q."domainId" = ended."domainId" and q."id" <> ended."id"
        and q."state" in ('queued', 'running') and (q."state" = 'queued') is true
      order by q."number" limit 1
    ) following
    union
    select "id" from in_line
  ), told as (
    select gridbox_append_events(jsonb_build_array(${changedEventSql('ended')})) as sequence from ended
  )`;
