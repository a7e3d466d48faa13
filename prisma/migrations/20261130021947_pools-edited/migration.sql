-- AlterTable
ALTER TABLE "BatchPool" ADD COLUMN     "endingAt" TIMESTAMPTZ(3),
ADD COLUMN     "reservedAt" TIMESTAMPTZ(3),
ADD COLUMN     "takesSpecifications" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "ImageSpecification" ADD COLUMN     "forJobs" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "PoolJob" ADD COLUMN     "feature" TEXT,
ADD COLUMN     "limitSeconds" INTEGER,
ADD COLUMN     "processors" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "whyInside" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "PoolSlot" ADD COLUMN     "environmentId" UUID,
ADD COLUMN     "feature" TEXT;

-- CreateTable
CREATE TABLE "JobSpecification" (
    "id" UUID NOT NULL,
    "poolId" UUID NOT NULL,
    "feature" TEXT NOT NULL,
    "specificationId" UUID NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "offeredAt" TIMESTAMPTZ(3),
    "askedAt" TIMESTAMPTZ(3),

    CONSTRAINT "JobSpecification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "JobSpecification_specificationId_idx" ON "JobSpecification"("specificationId");

-- CreateIndex
CREATE UNIQUE INDEX "JobSpecification_poolId_feature_key" ON "JobSpecification"("poolId", "feature");

-- AddForeignKey
ALTER TABLE "JobSpecification" ADD CONSTRAINT "JobSpecification_poolId_fkey" FOREIGN KEY ("poolId") REFERENCES "BatchPool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "JobSpecification" ADD CONSTRAINT "JobSpecification_specificationId_fkey" FOREIGN KEY ("specificationId") REFERENCES "ImageSpecification"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
