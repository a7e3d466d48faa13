-- CreateTable
CREATE TABLE "Plan" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'drain',
    "hostId" UUID NOT NULL,
    "hostName" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "choices" JSONB NOT NULL DEFAULT '[]',
    "atOnce" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "difference" JSONB NOT NULL DEFAULT '[]',
    "plannedAt" TIMESTAMPTZ(3) NOT NULL,
    "halted" TEXT,
    "reason" TEXT,
    "madeByName" TEXT NOT NULL,
    "ownerId" TEXT,
    "ownerName" TEXT,
    "approvedAt" TIMESTAMPTZ(3),
    "approvedByName" TEXT,
    "endedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PlanItem" (
    "planId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "domainId" UUID NOT NULL,
    "domainName" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "live" BOOLEAN NOT NULL,
    "copyStorage" BOOLEAN NOT NULL,
    "targetHostId" UUID,
    "targetHostName" TEXT,
    "expectedMs" DOUBLE PRECISION,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "words" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "operationId" UUID,
    "homeState" TEXT,
    "homeWords" TEXT,
    "homeAttempt" INTEGER NOT NULL DEFAULT 1,
    "homeOperationId" UUID,

    CONSTRAINT "PlanItem_pkey" PRIMARY KEY ("planId","sequence")
);

-- CreateIndex
CREATE INDEX "Plan_hostId_createdAt_idx" ON "Plan"("hostId", "createdAt");

-- CreateIndex
CREATE INDEX "Plan_state_idx" ON "Plan"("state");

-- CreateIndex
CREATE UNIQUE INDEX "PlanItem_planId_domainId_key" ON "PlanItem"("planId", "domainId");

-- AddForeignKey
ALTER TABLE "PlanItem" ADD CONSTRAINT "PlanItem_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;
