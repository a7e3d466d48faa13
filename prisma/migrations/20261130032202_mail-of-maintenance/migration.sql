-- AlterTable
ALTER TABLE "MailDelivery" ADD COLUMN     "maintenanceId" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "MailDelivery_userId_maintenanceId_key_key" ON "MailDelivery"("userId", "maintenanceId", "key");

-- AddForeignKey
ALTER TABLE "MailDelivery" ADD CONSTRAINT "MailDelivery_maintenanceId_fkey" FOREIGN KEY ("maintenanceId") REFERENCES "Maintenance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
