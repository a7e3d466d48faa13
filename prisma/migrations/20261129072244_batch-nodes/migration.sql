-- AlterTable
ALTER TABLE "Plan" ADD COLUMN     "jobWaitMinutes" INTEGER NOT NULL DEFAULT 60;

-- AlterTable
ALTER TABLE "PlanItem" ADD COLUMN     "endsJobs" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "jobStage" TEXT,
ADD COLUMN     "jobs" INTEGER,
ADD COLUMN     "jobsSince" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "BatchNode" (
    "domainId" UUID NOT NULL,
    "system" TEXT NOT NULL,
    "slots" INTEGER NOT NULL,
    "open" BOOLEAN NOT NULL,
    "jobs" JSONB NOT NULL,
    "readAt" TIMESTAMPTZ(3) NOT NULL,
    "closedPlanId" UUID,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BatchNode_pkey" PRIMARY KEY ("domainId")
);

-- CreateIndex
CREATE INDEX "BatchNode_closedPlanId_idx" ON "BatchNode"("closedPlanId");

-- AddForeignKey
ALTER TABLE "BatchNode" ADD CONSTRAINT "BatchNode_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE CASCADE ON UPDATE CASCADE;
