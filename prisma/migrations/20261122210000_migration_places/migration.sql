-- Has this migration a place at both hosts? Asked inside the UPDATE that claims it. The locks of both hosts are held to the
-- end of that statement's transaction, and the counts are taken after they were given (a volatile function looks anew), so
-- two claims never count the same free place.
CREATE FUNCTION gridbox_has_migration_places(operation uuid, source uuid, target uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(5106443, hashtext(host))
  FROM (SELECT unnest(ARRAY[source::text, target::text]) AS host ORDER BY 1) hosts WHERE host IS NOT NULL;
  RETURN (SELECT count(*) FROM "Operation" r WHERE r."state" = 'running' AND r."kind" = 'migrate-domain'
            AND r."id" <> operation AND r."hostId" = source)
         < coalesce((SELECT "migrationsOutLimit" FROM "Host" WHERE "id" = source), 1)
     AND (SELECT count(*) FROM "Operation" r WHERE r."state" = 'running' AND r."kind" = 'migrate-domain'
            AND r."id" <> operation AND r."targetHostId" = target)
         < coalesce((SELECT "migrationsInLimit" FROM "Host" WHERE "id" = target), 1);
END
$$;
