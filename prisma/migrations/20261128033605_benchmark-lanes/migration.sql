-- AlterTable
ALTER TABLE "BenchmarkRun" ADD COLUMN     "guard" TEXT NOT NULL DEFAULT 'refuse',
ADD COLUMN     "migrations" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "BenchmarkSample" ADD COLUMN     "startSpreadMs" DOUBLE PRECISION;

-- Where a run takes place: its own end (lane 0), the other end of a pair, and those of its further lanes. Written by hand.
CREATE FUNCTION gridbox_benchmark_ends(run "BenchmarkRun") RETURNS TABLE (lane integer, "domainId" uuid, "hostId" uuid)
LANGUAGE sql STABLE AS $$
  SELECT 0, run."domainId", run."hostId" WHERE run."hostId" IS NOT NULL
  UNION ALL
  SELECT 0, run."peerDomainId", run."peerHostId" WHERE run."peerHostId" IS NOT NULL
  UNION ALL
  SELECT lane.number::integer, place.domain, place.host
  FROM jsonb_array_elements(run."lanes") WITH ORDINALITY AS lane(body, number)
  CROSS JOIN LATERAL (VALUES
    ((lane.body ->> 'domainId')::uuid, (lane.body ->> 'hostId')::uuid),
    ((lane.body ->> 'peerDomainId')::uuid, (lane.body ->> 'peerHostId')::uuid)) AS place(domain, host)
  WHERE place.host IS NOT NULL
$$;
