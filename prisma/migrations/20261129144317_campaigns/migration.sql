-- CreateTable
CREATE TABLE "CampaignDefinition" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "body" JSONB NOT NULL,
    "yaml" TEXT NOT NULL,
    "vo" TEXT,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CampaignDefinition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Campaign" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "definitionId" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "outcome" TEXT,
    "vo" TEXT,
    "reason" TEXT,
    "ownerId" TEXT NOT NULL,
    "ownerName" TEXT NOT NULL,
    "idempotencyKey" TEXT,
    "requestHash" TEXT NOT NULL,
    "archive" BYTEA,
    "archiveName" TEXT,
    "archiveSha256" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cancelRequestedAt" TIMESTAMPTZ(3),
    "cancelledByName" TEXT,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CampaignCell" (
    "campaignId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "environment" JSONB NOT NULL,
    "name" TEXT NOT NULL,
    "imageId" UUID,
    "imageLabel" TEXT NOT NULL,
    "imageDigest" TEXT,
    "likeDomainId" UUID,
    "hostId" UUID,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "outcome" TEXT,
    "words" TEXT,
    "domainId" UUID,
    "domainName" TEXT NOT NULL,
    "hostName" TEXT,
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "createOperationId" UUID,
    "runOperationId" UUID,
    "deleteOperationId" UUID,
    "deleteAttempt" INTEGER NOT NULL DEFAULT 1,
    "program" JSONB,
    "exitCode" INTEGER,
    "stdout" TEXT NOT NULL DEFAULT '',
    "stderr" TEXT NOT NULL DEFAULT '',
    "logCut" BOOLEAN NOT NULL DEFAULT false,
    "commandStartedAt" TIMESTAMPTZ(3),
    "commandMs" DOUBLE PRECISION,
    "testsLeftOut" INTEGER NOT NULL DEFAULT 0,
    "cleanUp" JSONB,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CampaignCell_pkey" PRIMARY KEY ("campaignId","sequence")
);

-- CreateTable
CREATE TABLE "CampaignTest" (
    "campaignId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "suite" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "seconds" DOUBLE PRECISION,
    "message" TEXT NOT NULL,

    CONSTRAINT "CampaignTest_pkey" PRIMARY KEY ("campaignId","sequence","number")
);

-- CreateTable
CREATE TABLE "CampaignArtefact" (
    "campaignId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "junit" BOOLEAN NOT NULL DEFAULT false,
    "bytes" BIGINT,
    "sha256" TEXT,
    "content" BYTEA,
    "problem" TEXT,

    CONSTRAINT "CampaignArtefact_pkey" PRIMARY KEY ("campaignId","sequence","number")
);

-- CreateIndex
CREATE INDEX "CampaignDefinition_vo_idx" ON "CampaignDefinition"("vo");

-- CreateIndex
CREATE UNIQUE INDEX "CampaignDefinition_name_version_key" ON "CampaignDefinition"("name", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Campaign_number_key" ON "Campaign"("number");

-- CreateIndex
CREATE INDEX "Campaign_definitionId_number_idx" ON "Campaign"("definitionId", "number");

-- CreateIndex
CREATE INDEX "Campaign_state_idx" ON "Campaign"("state");

-- CreateIndex
CREATE UNIQUE INDEX "Campaign_ownerId_idempotencyKey_key" ON "Campaign"("ownerId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "CampaignCell_domainId_idx" ON "CampaignCell"("domainId");

-- AddForeignKey
ALTER TABLE "Campaign" ADD CONSTRAINT "Campaign_definitionId_fkey" FOREIGN KEY ("definitionId") REFERENCES "CampaignDefinition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CampaignCell" ADD CONSTRAINT "CampaignCell_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CampaignTest" ADD CONSTRAINT "CampaignTest_campaignId_sequence_fkey" FOREIGN KEY ("campaignId", "sequence") REFERENCES "CampaignCell"("campaignId", "sequence") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CampaignArtefact" ADD CONSTRAINT "CampaignArtefact_campaignId_sequence_fkey" FOREIGN KEY ("campaignId", "sequence") REFERENCES "CampaignCell"("campaignId", "sequence") ON DELETE CASCADE ON UPDATE CASCADE;
