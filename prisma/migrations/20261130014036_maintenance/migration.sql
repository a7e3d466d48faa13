-- AlterTable
ALTER TABLE "InboxNotice" ADD COLUMN     "maintenanceId" UUID,
ADD COLUMN     "vo" TEXT,
ALTER COLUMN "leaseId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "VoQuota" ADD COLUMN     "ia64Vcpus" INTEGER;

-- AlterTable
ALTER TABLE "WebhookDelivery" ADD COLUMN     "maintenanceId" UUID,
ALTER COLUMN "leaseId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "Maintenance" (
    "id" UUID NOT NULL,
    "hostId" UUID NOT NULL,
    "hostName" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "lengthMinutes" INTEGER NOT NULL,
    "deferrableUntilAt" TIMESTAMPTZ(3),
    "answersDueAt" TIMESTAMPTZ(3) NOT NULL,
    "announcedByName" TEXT NOT NULL,
    "announcedAt" TIMESTAMPTZ(3) NOT NULL,
    "cancelledAt" TIMESTAMPTZ(3),
    "cancelledByName" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Maintenance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MaintenanceVo" (
    "maintenanceId" UUID NOT NULL,
    "vo" TEXT NOT NULL,
    "toldAt" TIMESTAMPTZ(3) NOT NULL,
    "answer" TEXT,
    "deferUntilAt" TIMESTAMPTZ(3),
    "words" TEXT,
    "answeredByName" TEXT,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "MaintenanceVo_pkey" PRIMARY KEY ("maintenanceId","vo")
);

-- CreateIndex
CREATE INDEX "Maintenance_hostId_idx" ON "Maintenance"("hostId");

-- CreateIndex
CREATE INDEX "Maintenance_startsAt_idx" ON "Maintenance"("startsAt");

-- CreateIndex
CREATE INDEX "MaintenanceVo_vo_idx" ON "MaintenanceVo"("vo");

-- CreateIndex
CREATE INDEX "InboxNotice_maintenanceId_idx" ON "InboxNotice"("maintenanceId");

-- CreateIndex
CREATE UNIQUE INDEX "InboxNotice_userId_maintenanceId_key_key" ON "InboxNotice"("userId", "maintenanceId", "key");

-- CreateIndex
CREATE INDEX "WebhookDelivery_maintenanceId_idx" ON "WebhookDelivery"("maintenanceId");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookDelivery_webhookId_maintenanceId_key_key" ON "WebhookDelivery"("webhookId", "maintenanceId", "key");

-- AddForeignKey
ALTER TABLE "InboxNotice" ADD CONSTRAINT "InboxNotice_maintenanceId_fkey" FOREIGN KEY ("maintenanceId") REFERENCES "Maintenance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_maintenanceId_fkey" FOREIGN KEY ("maintenanceId") REFERENCES "Maintenance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MaintenanceVo" ADD CONSTRAINT "MaintenanceVo_maintenanceId_fkey" FOREIGN KEY ("maintenanceId") REFERENCES "Maintenance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is told is told of one thing: without this a notice of nothing would be in an inbox that no page can lead from.
ALTER TABLE "InboxNotice" ADD CONSTRAINT "InboxNotice_of_one" CHECK (num_nonnulls("leaseId", "maintenanceId") = 1);
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_of_one" CHECK (num_nonnulls("leaseId", "maintenanceId") = 1);
