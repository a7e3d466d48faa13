-- AlterTable
ALTER TABLE "BatchPool" ADD COLUMN     "endingAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "PoolJob" ADD COLUMN     "limitSeconds" INTEGER,
ADD COLUMN     "processors" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "whyInside" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "PoolSlot" ADD COLUMN     "environmentId" UUID;
