-- DropIndex
DROP INDEX "Operation_hostId_state_idx";

-- DropIndex
DROP INDEX "Operation_targetHostId_state_idx";

-- CreateIndex
CREATE INDEX "Operation_hostId_number_idx" ON "Operation"("hostId", "number");

-- CreateIndex
CREATE INDEX "Operation_targetHostId_number_idx" ON "Operation"("targetHostId", "number");


-- Every change of an operation writes every index: the running ones are few and found by their state.
DROP INDEX "Operation_lease_idx";
-- Places of a host and the migrations in line for one, among however many other operations wait.
CREATE INDEX "Operation_migrating_idx" ON "Operation"("number") WHERE "state" IN ('queued', 'running') AND "kind" = 'migrate-domain';

-- A commit that notifies holds one lock of the whole database while it flushes its log, so notifying commits go one behind
-- the other. One notification for all that append at a time is enough: whoever does not get the second lock leaves it to
-- the one that holds it, and the tail waits for every appender that it finds when it is woken (docs/decisions/0003, 0007).
CREATE OR REPLACE FUNCTION gridbox_append_events(events jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  last bigint;
  hosts boolean;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(5106442, 2);
  WITH added AS (
    INSERT INTO "Event" ("at", "type", "domainId", "hostId", "operationId", "vo", "body")
    SELECT clock_timestamp(), item->'body'->>'type', (item->'body'->>'domainId')::uuid, (item->'body'->>'hostId')::uuid,
           (item->'body'->>'operationId')::uuid, item->>'vo', item->'body'
    FROM jsonb_array_elements(events) WITH ORDINALITY AS list(item, position)
    ORDER BY position
    RETURNING "sequence", "type"
  )
  SELECT max("sequence"), bool_or("type" IN ('host.added', 'host.changed', 'host.removed')) INTO last, hosts FROM added;
  IF last IS NOT NULL THEN
    IF pg_try_advisory_xact_lock(5106442, 3) THEN
      PERFORM pg_notify('gridbox_event', '');
    END IF;
    IF hosts THEN
      PERFORM pg_notify('gridbox_hosts', '');
    END IF;
  END IF;
  RETURN last;
END
$$;
