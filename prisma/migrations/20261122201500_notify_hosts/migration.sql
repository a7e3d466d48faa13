-- Agents follow the host rows without reading every event: a channel of their own says that one was added, changed or removed.
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
    PERFORM pg_notify('gridbox_event', last::text);
    IF hosts THEN
      PERFORM pg_notify('gridbox_hosts', '');
    END IF;
  END IF;
  RETURN last;
END
$$;
