-- AlterTable
ALTER TABLE "Benchmark" ADD COLUMN     "source" TEXT;

-- CreateTable
CREATE TABLE "BenchmarkImport" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "documentId" TEXT,
    "raw" TEXT NOT NULL,
    "mapping" JSONB,
    "resultCount" INTEGER NOT NULL,
    "importedById" TEXT NOT NULL,
    "importedByName" TEXT NOT NULL,
    "importedAt" TIMESTAMPTZ(3) NOT NULL,
    "retractedAt" TIMESTAMPTZ(3),
    "retractedByName" TEXT,
    "retractedReason" TEXT,

    CONSTRAINT "BenchmarkImport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportedResult" (
    "id" UUID NOT NULL,
    "importId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "line" INTEGER,
    "benchmark" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "samples" JSONB NOT NULL,
    "hostName" TEXT NOT NULL,
    "hostId" UUID,
    "measuredOn" TEXT NOT NULL,
    "measuredAt" TIMESTAMPTZ(3) NOT NULL,
    "parameters" TEXT NOT NULL,
    "ends" TEXT NOT NULL,
    "cpuModel" TEXT,
    "emulated" BOOLEAN,
    "tags" JSONB NOT NULL,

    CONSTRAINT "ImportedResult_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "BenchmarkImport_importedAt_idx" ON "BenchmarkImport"("importedAt");

-- CreateIndex
CREATE INDEX "ImportedResult_benchmark_measuredAt_idx" ON "ImportedResult"("benchmark", "measuredAt");

-- CreateIndex
CREATE UNIQUE INDEX "ImportedResult_importId_sequence_key" ON "ImportedResult"("importId", "sequence");

-- AddForeignKey
ALTER TABLE "ImportedResult" ADD CONSTRAINT "ImportedResult_importId_fkey" FOREIGN KEY ("importId") REFERENCES "BenchmarkImport"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The same file, or the same document of the suite, twice would count its figures twice. Retracted it may come again.
CREATE UNIQUE INDEX "BenchmarkImport_sha256_key" ON "BenchmarkImport"("sha256") WHERE "retractedAt" IS NULL;
CREATE UNIQUE INDEX "BenchmarkImport_documentId_key" ON "BenchmarkImport"("documentId") WHERE "retractedAt" IS NULL;
