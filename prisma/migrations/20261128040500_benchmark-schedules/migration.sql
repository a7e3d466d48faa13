-- CreateTable
CREATE TABLE "BenchmarkSchedule" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "benchmarkName" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "trigger" JSONB NOT NULL,
    "budgetMinutes" INTEGER NOT NULL,
    "mostCpuLoad" DOUBLE PRECISION,
    "retryHours" INTEGER NOT NULL,
    "ownerId" TEXT NOT NULL,
    "ownerName" TEXT NOT NULL,
    "pausedAt" TIMESTAMPTZ(3),
    "pausedReason" TEXT,
    "activeSince" TIMESTAMPTZ(3) NOT NULL,
    "nextDueAt" TIMESTAMPTZ(3),
    "hostPrints" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "BenchmarkSchedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BenchmarkFiring" (
    "id" UUID NOT NULL,
    "scheduleId" UUID NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "causeOperationId" UUID,
    "note" TEXT,
    "outcome" TEXT NOT NULL DEFAULT 'waiting',
    "reason" TEXT,
    "operationId" UUID,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3),
    "giveUpAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "BenchmarkFiring_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BenchmarkDrift" (
    "operationId" UUID NOT NULL,
    "metric" TEXT NOT NULL,
    "series" TEXT NOT NULL,
    "standing" TEXT NOT NULL,
    "side" TEXT,
    "declaredOperationId" UUID,
    "ratio" DOUBLE PRECISION,
    "ratioLow" DOUBLE PRECISION,
    "ratioHigh" DOUBLE PRECISION,
    "confidence" DOUBLE PRECISION,
    "threshold" DOUBLE PRECISION,
    "sentence" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "BenchmarkDrift_pkey" PRIMARY KEY ("operationId","metric")
);

-- CreateIndex
CREATE UNIQUE INDEX "BenchmarkSchedule_name_key" ON "BenchmarkSchedule"("name");

-- CreateIndex
CREATE INDEX "BenchmarkSchedule_nextDueAt_idx" ON "BenchmarkSchedule"("nextDueAt");

-- CreateIndex
CREATE INDEX "BenchmarkFiring_outcome_nextTryAt_idx" ON "BenchmarkFiring"("outcome", "nextTryAt");

-- CreateIndex
CREATE INDEX "BenchmarkFiring_operationId_idx" ON "BenchmarkFiring"("operationId");

-- CreateIndex
CREATE UNIQUE INDEX "BenchmarkFiring_scheduleId_dueAt_key" ON "BenchmarkFiring"("scheduleId", "dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "BenchmarkFiring_scheduleId_cause_causeOperationId_key" ON "BenchmarkFiring"("scheduleId", "cause", "causeOperationId");

-- CreateIndex
CREATE INDEX "BenchmarkDrift_series_metric_at_idx" ON "BenchmarkDrift"("series", "metric", "at");

-- AddForeignKey
ALTER TABLE "BenchmarkFiring" ADD CONSTRAINT "BenchmarkFiring_scheduleId_fkey" FOREIGN KEY ("scheduleId") REFERENCES "BenchmarkSchedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BenchmarkDrift" ADD CONSTRAINT "BenchmarkDrift_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "BenchmarkRun"("operationId") ON DELETE CASCADE ON UPDATE CASCADE;
