-- CreateTable
CREATE TABLE "BatchPool" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "environmentId" UUID NOT NULL,
    "system" TEXT NOT NULL,
    "vo" TEXT,
    "nodes" TEXT[],
    "addresses" TEXT[],
    "prefix" INTEGER,
    "network" TEXT,
    "min" INTEGER NOT NULL DEFAULT 0,
    "max" INTEGER NOT NULL,
    "idleSeconds" INTEGER NOT NULL,
    "bootAhead" INTEGER NOT NULL DEFAULT 0,
    "closesAt" TIMESTAMPTZ(3),
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "ownerId" TEXT NOT NULL,
    "ownerName" TEXT NOT NULL,
    "words" TEXT,
    "dueAt" TIMESTAMPTZ(3),
    "readAt" TIMESTAMPTZ(3),
    "heldBy" TEXT,
    "heldUntil" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BatchPool_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PoolSlot" (
    "id" UUID NOT NULL,
    "poolId" UUID NOT NULL,
    "node" TEXT NOT NULL,
    "place" TEXT,
    "address" TEXT,
    "state" TEXT NOT NULL DEFAULT 'wanted',
    "words" TEXT,
    "domainName" TEXT NOT NULL,
    "domainId" UUID,
    "hostName" TEXT,
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "createOperationId" UUID,
    "deleteOperationId" UUID,
    "deleteAttempt" INTEGER NOT NULL DEFAULT 0,
    "cleanUp" JSONB,
    "wantedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "openAt" TIMESTAMPTZ(3),
    "freeSince" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PoolSlot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PoolJob" (
    "poolId" UUID NOT NULL,
    "jobId" TEXT NOT NULL,
    "queue" TEXT,
    "state" TEXT NOT NULL,
    "why" TEXT,
    "submittedAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "node" TEXT,
    "slotId" UUID,
    "phase" TEXT,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PoolJob_pkey" PRIMARY KEY ("poolId","jobId","submittedAt")
);

-- CreateIndex
CREATE UNIQUE INDEX "BatchPool_name_key" ON "BatchPool"("name");

-- CreateIndex
CREATE UNIQUE INDEX "PoolSlot_place_key" ON "PoolSlot"("place");

-- CreateIndex
CREATE INDEX "PoolSlot_poolId_state_idx" ON "PoolSlot"("poolId", "state");

-- CreateIndex
CREATE INDEX "PoolJob_poolId_state_idx" ON "PoolJob"("poolId", "state");

-- AddForeignKey
ALTER TABLE "BatchPool" ADD CONSTRAINT "BatchPool_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PoolSlot" ADD CONSTRAINT "PoolSlot_poolId_fkey" FOREIGN KEY ("poolId") REFERENCES "BatchPool"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PoolJob" ADD CONSTRAINT "PoolJob_poolId_fkey" FOREIGN KEY ("poolId") REFERENCES "BatchPool"("id") ON DELETE CASCADE ON UPDATE CASCADE;
