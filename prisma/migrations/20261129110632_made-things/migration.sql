-- CreateTable
CREATE TABLE "MadeThing" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'begun',
    "hostId" UUID NOT NULL,
    "hostName" TEXT NOT NULL,
    "domainId" UUID NOT NULL,
    "domainName" TEXT NOT NULL,
    "path" TEXT NOT NULL DEFAULT '',
    "basePath" TEXT,
    "ours" BOOLEAN NOT NULL DEFAULT true,
    "owner" TEXT NOT NULL,
    "note" TEXT,
    "operationId" UUID NOT NULL,
    "madeAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "goneAt" TIMESTAMPTZ(3),

    CONSTRAINT "MadeThing_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "MadeThing_domainId_idx" ON "MadeThing"("domainId");

-- CreateIndex
CREATE INDEX "MadeThing_owner_idx" ON "MadeThing"("owner");

-- CreateIndex
CREATE INDEX "MadeThing_state_idx" ON "MadeThing"("state");

-- CreateIndex
CREATE UNIQUE INDEX "MadeThing_hostId_kind_domainId_path_key" ON "MadeThing"("hostId", "kind", "domainId", "path");
