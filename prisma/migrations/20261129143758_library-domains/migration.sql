-- AlterTable
ALTER TABLE "MadeThing" ADD COLUMN     "imageDigest" TEXT,
ADD COLUMN     "imageFile" TEXT;

-- CreateTable
CREATE TABLE "DomainContext" (
    "id" UUID NOT NULL,
    "domainId" UUID,
    "sealed" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DomainContext_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HostImageFile" (
    "id" UUID NOT NULL,
    "hostId" UUID NOT NULL,
    "hostName" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "imageDigest" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sha512" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'begun',
    "operationId" UUID NOT NULL,
    "verifiedAt" TIMESTAMPTZ(3),
    "unusedSince" TIMESTAMPTZ(3),
    "madeAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "HostImageFile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HostImageUse" (
    "fileId" UUID NOT NULL,
    "domainId" UUID NOT NULL,
    "domainName" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "HostImageUse_pkey" PRIMARY KEY ("fileId","domainId")
);

-- CreateIndex
CREATE UNIQUE INDEX "DomainContext_domainId_key" ON "DomainContext"("domainId");

-- CreateIndex
CREATE INDEX "HostImageFile_state_idx" ON "HostImageFile"("state");

-- CreateIndex
CREATE UNIQUE INDEX "HostImageFile_hostId_path_key" ON "HostImageFile"("hostId", "path");

-- CreateIndex
CREATE INDEX "HostImageUse_domainId_idx" ON "HostImageUse"("domainId");

-- AddForeignKey
ALTER TABLE "HostImageUse" ADD CONSTRAINT "HostImageUse_fileId_fkey" FOREIGN KEY ("fileId") REFERENCES "HostImageFile"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
