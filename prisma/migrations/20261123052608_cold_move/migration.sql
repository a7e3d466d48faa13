-- CreateTable
CREATE TABLE "ColdMove" (
    "operationId" UUID NOT NULL,
    "domainId" UUID NOT NULL,
    "domainName" TEXT NOT NULL,
    "vo" TEXT,
    "sourceHostId" UUID,
    "sourceHostName" TEXT NOT NULL,
    "targetHostId" UUID,
    "targetHostName" TEXT NOT NULL,
    "stage" TEXT NOT NULL DEFAULT 'moving',
    "plan" JSONB,
    "verification" TEXT,
    "verified" BOOLEAN NOT NULL DEFAULT false,
    "ranBefore" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "awaitingSince" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ColdMove_pkey" PRIMARY KEY ("operationId")
);

-- CreateIndex
CREATE INDEX "ColdMove_domainId_createdAt_idx" ON "ColdMove"("domainId", "createdAt");

-- AddForeignKey
ALTER TABLE "ColdMove" ADD CONSTRAINT "ColdMove_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One copy at a time waits for its operator; and the pages ask for it with every domain they show.
CREATE UNIQUE INDEX "ColdMove_open_idx" ON "ColdMove"("domainId") WHERE "stage" IN ('awaiting', 'half-undone');
