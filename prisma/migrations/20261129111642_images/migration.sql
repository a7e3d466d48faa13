-- CreateTable
CREATE TABLE "ImageSpecification" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "yaml" TEXT NOT NULL,
    "vo" TEXT,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retiredAt" TIMESTAMPTZ(3),

    CONSTRAINT "ImageSpecification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImageBuild" (
    "operationId" UUID NOT NULL,
    "specificationId" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "fresh" BOOLEAN NOT NULL DEFAULT false,
    "stage" TEXT,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "buildingAt" TIMESTAMPTZ(3),
    "linesLeftOut" INTEGER NOT NULL DEFAULT 0,
    "imageId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImageBuild_pkey" PRIMARY KEY ("operationId")
);

-- CreateTable
CREATE TABLE "ImageLogLine" (
    "operationId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "ImageLogLine_pkey" PRIMARY KEY ("operationId","number")
);

-- CreateTable
CREATE TABLE "Image" (
    "id" UUID NOT NULL,
    "specificationId" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "manifest" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "builtAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Image_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImageUse" (
    "imageId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImageUse_pkey" PRIMARY KEY ("imageId","subject")
);

-- CreateIndex
CREATE INDEX "ImageSpecification_vo_idx" ON "ImageSpecification"("vo");

-- CreateIndex
CREATE INDEX "ImageSpecification_hash_idx" ON "ImageSpecification"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "ImageSpecification_name_version_key" ON "ImageSpecification"("name", "version");

-- CreateIndex
CREATE INDEX "ImageBuild_specificationId_createdAt_idx" ON "ImageBuild"("specificationId", "createdAt");

-- CreateIndex
CREATE INDEX "ImageBuild_hash_idx" ON "ImageBuild"("hash");

-- CreateIndex
CREATE INDEX "Image_digest_idx" ON "Image"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "Image_specificationId_digest_key" ON "Image"("specificationId", "digest");

-- AddForeignKey
ALTER TABLE "ImageBuild" ADD CONSTRAINT "ImageBuild_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImageBuild" ADD CONSTRAINT "ImageBuild_specificationId_fkey" FOREIGN KEY ("specificationId") REFERENCES "ImageSpecification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImageBuild" ADD CONSTRAINT "ImageBuild_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "Image"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImageLogLine" ADD CONSTRAINT "ImageLogLine_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "ImageBuild"("operationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Image" ADD CONSTRAINT "Image_specificationId_fkey" FOREIGN KEY ("specificationId") REFERENCES "ImageSpecification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImageUse" ADD CONSTRAINT "ImageUse_imageId_fkey" FOREIGN KEY ("imageId") REFERENCES "Image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
