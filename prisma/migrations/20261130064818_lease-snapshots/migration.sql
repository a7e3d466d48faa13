-- AlterTable
ALTER TABLE "KeptDisk" ADD COLUMN     "goesToldAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Lease" ADD COLUMN     "startFromId" UUID;

-- CreateIndex
CREATE INDEX "Lease_startFromId_idx" ON "Lease"("startFromId");

-- AddForeignKey
ALTER TABLE "Lease" ADD CONSTRAINT "Lease_startFromId_fkey" FOREIGN KEY ("startFromId") REFERENCES "KeptDisk"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
