-- AlterTable
ALTER TABLE "SiteNetwork" ADD COLUMN     "madeAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "SitePlan" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'apply';

-- CreateTable
CREATE TABLE "SiteRun" (
    "id" UUID NOT NULL,
    "siteId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "revision" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "onFailure" TEXT NOT NULL,
    "cleanup" TEXT NOT NULL,
    "origin" TEXT NOT NULL DEFAULT 'person',
    "halted" TEXT,
    "proof" JSONB,
    "proofOperationId" UUID,
    "proofAttempt" INTEGER NOT NULL DEFAULT 1,
    "proofDueAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),
    "reason" TEXT,
    "ownerId" TEXT,
    "ownerName" TEXT,
    "madeByName" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "SiteRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SiteRunStep" (
    "runId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "undo" BOOLEAN NOT NULL DEFAULT false,
    "key" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "hostId" UUID,
    "hostName" TEXT NOT NULL,
    "domainId" UUID,
    "after" TEXT[],
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "deeds" JSONB NOT NULL DEFAULT '[]',
    "stage" INTEGER NOT NULL DEFAULT 0,
    "operationId" UUID,
    "before" JSONB,
    "words" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SiteRunStep_pkey" PRIMARY KEY ("runId","sequence")
);

-- CreateIndex
CREATE INDEX "SiteRun_siteId_startedAt_idx" ON "SiteRun"("siteId", "startedAt");

-- CreateIndex
CREATE INDEX "SiteRun_endedAt_idx" ON "SiteRun"("endedAt");

-- CreateIndex
CREATE INDEX "SiteRunStep_domainId_idx" ON "SiteRunStep"("domainId");

-- AddForeignKey
ALTER TABLE "SiteRun" ADD CONSTRAINT "SiteRun_siteId_fkey" FOREIGN KEY ("siteId") REFERENCES "Site"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SiteRunStep" ADD CONSTRAINT "SiteRunStep_runId_fkey" FOREIGN KEY ("runId") REFERENCES "SiteRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One run of a site at a time: two at once would each take the other's domains for what they found.
CREATE UNIQUE INDEX "SiteRun_siteId_open_key" ON "SiteRun"("siteId") WHERE "endedAt" IS NULL;
