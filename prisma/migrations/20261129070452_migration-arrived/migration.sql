-- AlterTable
ALTER TABLE "Migration" ADD COLUMN     "arrivedAt" TIMESTAMPTZ(3);

-- Does the guest of this migration run at its target, all of it being there?
CREATE FUNCTION gridbox_has_arrived(operation uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM "Migration" m WHERE m."operationId" = operation AND m."arrivedAt" IS NOT NULL)
$$;

-- As before, less those that have arrived: what is left of them uses neither links nor processors of a copy.
CREATE OR REPLACE FUNCTION gridbox_has_migration_places(operation uuid, source uuid, target uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(5106443, hashtext(host))
  FROM (SELECT unnest(ARRAY[source::text, target::text]) AS host ORDER BY 1) hosts WHERE host IS NOT NULL;
  RETURN (SELECT count(*) FROM "Operation" r WHERE r."state" = 'running' AND r."kind" = 'migrate-domain'
            AND r."id" <> operation AND r."hostId" = source AND NOT gridbox_has_arrived(r."id"))
         < coalesce((SELECT "migrationsOutLimit" FROM "Host" WHERE "id" = source), 1)
     AND (SELECT count(*) FROM "Operation" r WHERE r."state" = 'running' AND r."kind" = 'migrate-domain'
            AND r."id" <> operation AND r."targetHostId" = target AND NOT gridbox_has_arrived(r."id"))
         < coalesce((SELECT "migrationsInLimit" FROM "Host" WHERE "id" = target), 1);
END
$$;
