-- AlterTable
ALTER TABLE "BenchmarkRun" ADD COLUMN     "lanes" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "standing" TEXT NOT NULL DEFAULT 'not-proposed',
ADD COLUMN     "submittedAt" TIMESTAMPTZ(3),
ADD COLUMN     "submittedByName" TEXT,
ADD COLUMN     "submittedNote" TEXT,
ALTER COLUMN "domainId" DROP NOT NULL,
ALTER COLUMN "domainName" DROP NOT NULL;

-- AlterTable
ALTER TABLE "BenchmarkSample" DROP CONSTRAINT "BenchmarkSample_pkey",
ADD COLUMN     "lane" INTEGER NOT NULL DEFAULT 0,
ADD CONSTRAINT "BenchmarkSample_pkey" PRIMARY KEY ("operationId", "repeat", "lane");

-- CreateTable
CREATE TABLE "BenchmarkVerdict" (
    "id" UUID NOT NULL,
    "operationId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BenchmarkVerdict_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "BenchmarkRun_standing_createdAt_idx" ON "BenchmarkRun"("standing", "createdAt");

-- CreateIndex
CREATE INDEX "BenchmarkVerdict_at_idx" ON "BenchmarkVerdict"("at");

-- CreateIndex
CREATE UNIQUE INDEX "BenchmarkVerdict_operationId_sequence_key" ON "BenchmarkVerdict"("operationId", "sequence");

-- AddForeignKey
ALTER TABLE "BenchmarkVerdict" ADD CONSTRAINT "BenchmarkVerdict_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "BenchmarkRun"("operationId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A verdict is what somebody signed: whoever thinks otherwise signs another one.
CREATE FUNCTION "refuse_verdict_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a verdict is never changed or deleted';
END $$;
CREATE TRIGGER "BenchmarkVerdict_immutable" BEFORE UPDATE OR DELETE ON "BenchmarkVerdict"
  FOR EACH ROW EXECUTE FUNCTION "refuse_verdict_change"();
