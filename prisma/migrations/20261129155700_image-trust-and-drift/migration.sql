-- CreateTable
CREATE TABLE "ImageEndorser" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "certificate" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "certificateEndsAt" TIMESTAMPTZ(3) NOT NULL,
    "vos" TEXT[],
    "trustedByName" TEXT NOT NULL,
    "trustedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawnByName" TEXT,
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "ImageEndorser_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImageList" (
    "id" UUID NOT NULL,
    "identifier" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "textHash" TEXT NOT NULL,
    "endorserId" UUID NOT NULL,
    "signerFingerprint" TEXT NOT NULL,
    "vos" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "importedByName" TEXT NOT NULL,
    "importedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "supersededAt" TIMESTAMPTZ(3),

    CONSTRAINT "ImageList_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ListedImage" (
    "id" UUID NOT NULL,
    "listId" UUID NOT NULL,
    "identifier" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "sha512" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "uri" TEXT NOT NULL,
    "architecture" TEXT NOT NULL,
    "hypervisor" TEXT NOT NULL,
    "format" TEXT,
    "os" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "invalidatedAt" TIMESTAMPTZ(3),
    "invalidatedByName" TEXT,
    "invalidatedWhy" TEXT,

    CONSTRAINT "ListedImage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImagePolicy" (
    "vo" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "setByName" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImagePolicy_pkey" PRIMARY KEY ("vo")
);

-- CreateTable
CREATE TABLE "DomainDrift" (
    "domainId" UUID NOT NULL,
    "everyHours" INTEGER,
    "nextDueAt" TIMESTAMPTZ(3),
    "checkedAt" TIMESTAMPTZ(3),
    "operationId" UUID,
    "imageId" UUID,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "skipped" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "DomainDrift_pkey" PRIMARY KEY ("domainId")
);

-- CreateTable
CREATE TABLE "DriftFinding" (
    "id" UUID NOT NULL,
    "domainId" UUID NOT NULL,
    "check" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "promised" TEXT NOT NULL,
    "found" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "goneAt" TIMESTAMPTZ(3),
    "returns" INTEGER NOT NULL DEFAULT 0,
    "acceptedAt" TIMESTAMPTZ(3),
    "acceptedByName" TEXT,
    "acceptedWhy" TEXT,
    "acceptedFound" TEXT,

    CONSTRAINT "DriftFinding_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ImageEndorser_subject_idx" ON "ImageEndorser"("subject");

-- CreateIndex
CREATE INDEX "ImageList_expiresAt_idx" ON "ImageList"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "ImageList_identifier_version_key" ON "ImageList"("identifier", "version");

-- CreateIndex
CREATE INDEX "ListedImage_sha512_idx" ON "ListedImage"("sha512");

-- CreateIndex
CREATE UNIQUE INDEX "ListedImage_listId_identifier_key" ON "ListedImage"("listId", "identifier");

-- CreateIndex
CREATE INDEX "DomainDrift_nextDueAt_idx" ON "DomainDrift"("nextDueAt");

-- CreateIndex
CREATE INDEX "DriftFinding_goneAt_idx" ON "DriftFinding"("goneAt");

-- CreateIndex
CREATE UNIQUE INDEX "DriftFinding_domainId_check_subject_key" ON "DriftFinding"("domainId", "check", "subject");

-- AddForeignKey
ALTER TABLE "ImageList" ADD CONSTRAINT "ImageList_endorserId_fkey" FOREIGN KEY ("endorserId") REFERENCES "ImageEndorser"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ListedImage" ADD CONSTRAINT "ListedImage_listId_fkey" FOREIGN KEY ("listId") REFERENCES "ImageList"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DomainDrift" ADD CONSTRAINT "DomainDrift_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DriftFinding" ADD CONSTRAINT "DriftFinding_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE CASCADE ON UPDATE CASCADE;
