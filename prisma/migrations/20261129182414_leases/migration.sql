-- CreateTable
CREATE TABLE "Environment" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "body" JSONB NOT NULL,
    "vos" TEXT[],
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retiredAt" TIMESTAMPTZ(3),

    CONSTRAINT "Environment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Lease" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "environmentId" UUID NOT NULL,
    "vo" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'asked',
    "outcome" TEXT,
    "words" TEXT,
    "hosts" TEXT[],
    "askedById" TEXT NOT NULL,
    "askedByName" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "askedCount" INTEGER NOT NULL,
    "askedVcpus" INTEGER NOT NULL,
    "askedMemoryMiB" INTEGER NOT NULL,
    "askedDiskGiB" INTEGER,
    "askedStartsAt" TIMESTAMPTZ(3) NOT NULL,
    "askedEndsAt" TIMESTAMPTZ(3) NOT NULL,
    "approvedCount" INTEGER,
    "approvedVcpus" INTEGER,
    "approvedMemoryMiB" INTEGER,
    "approvedDiskGiB" INTEGER,
    "approvedStartsAt" TIMESTAMPTZ(3),
    "approvedEndsAt" TIMESTAMPTZ(3),
    "hostClass" TEXT,
    "decidedById" TEXT,
    "decidedByName" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "decision" TEXT,
    "answer" TEXT,
    "siteId" UUID,
    "preparingAt" TIMESTAMPTZ(3),
    "activeAt" TIMESTAMPTZ(3),
    "endRequestedAt" TIMESTAMPTZ(3),
    "endedByName" TEXT,
    "endedAt" TIMESTAMPTZ(3),
    "proof" JSONB,
    "proofRunId" UUID,
    "dueAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Lease_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VoQuota" (
    "vo" TEXT NOT NULL,
    "vcpus" INTEGER,
    "memoryMiB" INTEGER,
    "diskGiB" INTEGER,
    "domains" INTEGER,
    "setByName" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "VoQuota_pkey" PRIMARY KEY ("vo")
);

-- CreateIndex
CREATE UNIQUE INDEX "Environment_name_version_key" ON "Environment"("name", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Lease_number_key" ON "Lease"("number");

-- CreateIndex
CREATE UNIQUE INDEX "Lease_siteId_key" ON "Lease"("siteId");

-- CreateIndex
CREATE INDEX "Lease_state_idx" ON "Lease"("state");

-- CreateIndex
CREATE INDEX "Lease_vo_number_idx" ON "Lease"("vo", "number");

-- CreateIndex
CREATE INDEX "Lease_environmentId_idx" ON "Lease"("environmentId");

-- AddForeignKey
ALTER TABLE "Lease" ADD CONSTRAINT "Lease_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Lease" ADD CONSTRAINT "Lease_siteId_fkey" FOREIGN KEY ("siteId") REFERENCES "Site"("id") ON DELETE SET NULL ON UPDATE CASCADE;
