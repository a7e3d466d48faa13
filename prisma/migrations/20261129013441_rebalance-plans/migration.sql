-- AlterTable
ALTER TABLE "Plan" ADD COLUMN     "origin" TEXT NOT NULL DEFAULT 'person',
ADD COLUMN     "wish" JSONB,
ALTER COLUMN "hostId" DROP NOT NULL,
ALTER COLUMN "hostName" DROP NOT NULL;

-- AlterTable
ALTER TABLE "PlanItem" ADD COLUMN     "sourceHostId" UUID,
ADD COLUMN     "wave" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "RebalanceSettings" (
    "id" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "wish" JSONB NOT NULL,
    "atOnce" INTEGER NOT NULL,
    "mostMovesADay" INTEGER NOT NULL,
    "leastGainPercent" INTEGER NOT NULL,
    "window" JSONB,
    "ownerId" TEXT NOT NULL,
    "ownerName" TEXT NOT NULL,
    "nextDueAt" TIMESTAMPTZ(3),
    "lastAt" TIMESTAMPTZ(3),
    "lastWords" TEXT,
    "lastPlanId" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "RebalanceSettings_pkey" PRIMARY KEY ("id")
);
