-- CreateTable
CREATE TABLE "Benchmark" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "body" JSONB NOT NULL,
    "shipped" BOOLEAN NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retiredAt" TIMESTAMPTZ(3),

    CONSTRAINT "Benchmark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BenchmarkRun" (
    "operationId" UUID NOT NULL,
    "benchmarkId" UUID NOT NULL,
    "place" TEXT NOT NULL,
    "domainId" UUID NOT NULL,
    "domainName" TEXT NOT NULL,
    "hostId" UUID,
    "hostName" TEXT NOT NULL,
    "peerDomainId" UUID,
    "peerDomainName" TEXT,
    "peerHostId" UUID,
    "peerHostName" TEXT,
    "vo" TEXT,
    "parameters" JSONB NOT NULL,
    "repeats" INTEGER NOT NULL,
    "warmUps" INTEGER NOT NULL,
    "provenance" JSONB,
    "contamination" JSONB NOT NULL DEFAULT '[]',
    "guardedSince" TIMESTAMPTZ(3),
    "program" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BenchmarkRun_pkey" PRIMARY KEY ("operationId")
);

-- CreateTable
CREATE TABLE "BenchmarkSample" (
    "operationId" UUID NOT NULL,
    "repeat" INTEGER NOT NULL,
    "warmUp" BOOLEAN NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "durationMs" DOUBLE PRECISION NOT NULL,
    "figures" JSONB,
    "series" JSONB,
    "exitCode" INTEGER,
    "stdout" TEXT NOT NULL,
    "stderr" TEXT NOT NULL,
    "error" TEXT,

    CONSTRAINT "BenchmarkSample_pkey" PRIMARY KEY ("operationId","repeat")
);

-- CreateIndex
CREATE UNIQUE INDEX "Benchmark_name_version_key" ON "Benchmark"("name", "version");

-- CreateIndex
CREATE INDEX "BenchmarkRun_benchmarkId_createdAt_idx" ON "BenchmarkRun"("benchmarkId", "createdAt");

-- CreateIndex
CREATE INDEX "BenchmarkRun_domainId_createdAt_idx" ON "BenchmarkRun"("domainId", "createdAt");

-- CreateIndex
CREATE INDEX "BenchmarkRun_createdAt_idx" ON "BenchmarkRun"("createdAt");

-- AddForeignKey
ALTER TABLE "BenchmarkRun" ADD CONSTRAINT "BenchmarkRun_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BenchmarkRun" ADD CONSTRAINT "BenchmarkRun_benchmarkId_fkey" FOREIGN KEY ("benchmarkId") REFERENCES "Benchmark"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BenchmarkSample" ADD CONSTRAINT "BenchmarkSample_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "BenchmarkRun"("operationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- Pages and pre-checks ask at every look which hosts are held: few runs are, and the others need not be passed by.
CREATE INDEX "BenchmarkRun_guarded_idx" ON "BenchmarkRun"("operationId") WHERE "guardedSince" IS NOT NULL AND "finishedAt" IS NULL;
