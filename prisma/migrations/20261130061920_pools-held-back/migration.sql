-- AlterTable
ALTER TABLE "BatchPool" ADD COLUMN     "failedAt" TIMESTAMPTZ(3),
ADD COLUMN     "failureCause" TEXT,
ADD COLUMN     "failureWords" TEXT,
ADD COLUMN     "failures" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "heldBackSince" TIMESTAMPTZ(3),
ADD COLUMN     "heldBackUntil" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "InboxNotice" ADD COLUMN     "poolId" UUID;

-- AlterTable
ALTER TABLE "MailDelivery" ADD COLUMN     "poolId" UUID;

-- AlterTable
ALTER TABLE "PoolJob" ADD COLUMN     "judged" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "PoolSlot" ADD COLUMN     "fitUntilAt" TIMESTAMPTZ(3),
ADD COLUMN     "reservedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "WebhookDelivery" ADD COLUMN     "poolId" UUID;

-- CreateIndex
CREATE INDEX "InboxNotice_poolId_idx" ON "InboxNotice"("poolId");

-- CreateIndex
CREATE UNIQUE INDEX "InboxNotice_userId_poolId_key_key" ON "InboxNotice"("userId", "poolId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "MailDelivery_userId_poolId_key_key" ON "MailDelivery"("userId", "poolId", "key");

-- CreateIndex
CREATE INDEX "WebhookDelivery_poolId_idx" ON "WebhookDelivery"("poolId");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookDelivery_webhookId_poolId_key_key" ON "WebhookDelivery"("webhookId", "poolId", "key");

-- AddForeignKey
ALTER TABLE "InboxNotice" ADD CONSTRAINT "InboxNotice_poolId_fkey" FOREIGN KEY ("poolId") REFERENCES "BatchPool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_poolId_fkey" FOREIGN KEY ("poolId") REFERENCES "BatchPool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MailDelivery" ADD CONSTRAINT "MailDelivery_poolId_fkey" FOREIGN KEY ("poolId") REFERENCES "BatchPool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is told is told of one thing, of a pool as well.
ALTER TABLE "InboxNotice" DROP CONSTRAINT "InboxNotice_of_one";
ALTER TABLE "InboxNotice" ADD CONSTRAINT "InboxNotice_of_one" CHECK (num_nonnulls("leaseId", "maintenanceId", "poolId") = 1);
ALTER TABLE "WebhookDelivery" DROP CONSTRAINT "WebhookDelivery_of_one";
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_of_one" CHECK (num_nonnulls("leaseId", "maintenanceId", "poolId") = 1);

-- Jobs that ended before anybody counted are no reason to hold a pool back now.
UPDATE "PoolJob" SET "judged" = true WHERE "endedAt" IS NOT NULL;
