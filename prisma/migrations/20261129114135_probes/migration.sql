-- CreateTable
CREATE TABLE "ProbeTarget" (
    "id" UUID NOT NULL,
    "name" TEXT,
    "domainId" UUID,
    "roles" TEXT[],
    "address" TEXT NOT NULL,
    "ports" JSONB NOT NULL DEFAULT '{}',
    "tlsName" TEXT,
    "queue" TEXT,
    "dataPath" TEXT NOT NULL DEFAULT '/data',
    "nodeName" TEXT,
    "trustedCa" TEXT,
    "clientCertificate" TEXT,
    "clientKeyEncrypted" BYTEA,
    "probes" TEXT[],
    "intervalSeconds" INTEGER NOT NULL,
    "heavyIntervalSeconds" INTEGER NOT NULL,
    "tiny" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "ProbeTarget_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProbeState" (
    "targetId" UUID NOT NULL,
    "probe" TEXT NOT NULL,
    "nextDueAt" TIMESTAMPTZ(3) NOT NULL,
    "verdict" TEXT,
    "sentence" TEXT,
    "latencyMs" INTEGER,
    "answer" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3),
    "confirmed" TEXT,
    "confirmedSince" TIMESTAMPTZ(3),
    "recent" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "ProbeState_pkey" PRIMARY KEY ("targetId","probe")
);

-- CreateTable
CREATE TABLE "ProbeResult" (
    "id" BIGSERIAL NOT NULL,
    "targetId" UUID NOT NULL,
    "probe" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "verdict" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "latencyMs" INTEGER NOT NULL,

    CONSTRAINT "ProbeResult_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProbeSpan" (
    "id" BIGSERIAL NOT NULL,
    "targetId" UUID NOT NULL,
    "probe" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "results" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "ProbeSpan_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ProbeTarget_name_key" ON "ProbeTarget"("name");

-- CreateIndex
CREATE UNIQUE INDEX "ProbeTarget_domainId_key" ON "ProbeTarget"("domainId");

-- CreateIndex
CREATE INDEX "ProbeState_nextDueAt_idx" ON "ProbeState"("nextDueAt");

-- CreateIndex
CREATE INDEX "ProbeResult_targetId_probe_at_idx" ON "ProbeResult"("targetId", "probe", "at");

-- CreateIndex
CREATE INDEX "ProbeResult_at_idx" ON "ProbeResult"("at");

-- CreateIndex
CREATE INDEX "ProbeSpan_targetId_probe_since_idx" ON "ProbeSpan"("targetId", "probe", "since");

-- CreateIndex
CREATE INDEX "ProbeSpan_until_idx" ON "ProbeSpan"("until");

-- AddForeignKey
ALTER TABLE "ProbeTarget" ADD CONSTRAINT "ProbeTarget_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProbeState" ADD CONSTRAINT "ProbeState_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "ProbeTarget"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProbeResult" ADD CONSTRAINT "ProbeResult_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "ProbeTarget"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProbeSpan" ADD CONSTRAINT "ProbeSpan_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "ProbeTarget"("id") ON DELETE CASCADE ON UPDATE CASCADE;
