-- AlterTable
ALTER TABLE "Host" ADD COLUMN     "fence" JSONB NOT NULL DEFAULT '{"method":"manual"}',
ADD COLUMN     "fencePasswordEncrypted" BYTEA,
ADD COLUMN     "secondPath" TEXT;

-- CreateTable
CREATE TABLE "KeptDefinition" (
    "domainId" UUID NOT NULL,
    "hostId" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "readAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "KeptDefinition_pkey" PRIMARY KEY ("domainId")
);

-- CreateTable
CREATE TABLE "HostLoss" (
    "id" UUID NOT NULL,
    "hostId" UUID NOT NULL,
    "hostName" TEXT NOT NULL,
    "hostClass" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'suspected',
    "suspectedAt" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "lastSign" JSONB,
    "silentAsks" INTEGER NOT NULL DEFAULT 0,
    "halted" TEXT,
    "lostAt" TIMESTAMPTZ(3),
    "lostByName" TEXT,
    "lostWhy" TEXT,
    "fenceAttempt" INTEGER NOT NULL DEFAULT 1,
    "fenceOperationId" UUID,
    "fencedAt" TIMESTAMPTZ(3),
    "fencedByName" TEXT,
    "fencedHow" TEXT,
    "endedAt" TIMESTAMPTZ(3),
    "endedWhy" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "HostLoss_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RestartItem" (
    "lossId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "domainId" UUID NOT NULL,
    "domainName" TEXT NOT NULL,
    "vo" TEXT,
    "priority" TEXT,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "words" TEXT,
    "targetHostId" UUID,
    "targetHostName" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "operationId" UUID,
    "cleanOperationId" UUID,
    "cleaned" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "RestartItem_pkey" PRIMARY KEY ("lossId","sequence")
);

-- CreateIndex
CREATE INDEX "KeptDefinition_hostId_idx" ON "KeptDefinition"("hostId");

-- CreateIndex
CREATE INDEX "HostLoss_hostId_suspectedAt_idx" ON "HostLoss"("hostId", "suspectedAt");

-- CreateIndex
CREATE INDEX "HostLoss_endedAt_idx" ON "HostLoss"("endedAt");

-- CreateIndex
CREATE INDEX "RestartItem_domainId_idx" ON "RestartItem"("domainId");

-- CreateIndex
CREATE UNIQUE INDEX "RestartItem_lossId_domainId_key" ON "RestartItem"("lossId", "domainId");

-- AddForeignKey
ALTER TABLE "RestartItem" ADD CONSTRAINT "RestartItem_lossId_fkey" FOREIGN KEY ("lossId") REFERENCES "HostLoss"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeptDefinition" ADD CONSTRAINT "KeptDefinition_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One is open a host: two agents that see it silent make one.
CREATE UNIQUE INDEX "HostLoss_open_key" ON "HostLoss"("hostId") WHERE "endedAt" IS NULL;

-- Simulated hosts have a simulated power switch.
UPDATE "Host" SET "fence" = '{"method":"simulated"}' WHERE "driver" = 'simulated';
