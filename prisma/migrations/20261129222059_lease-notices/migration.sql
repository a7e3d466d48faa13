-- AlterTable
ALTER TABLE "Lease" ADD COLUMN     "reminderDueAt" TIMESTAMPTZ(3),
ADD COLUMN     "ruleId" UUID;

-- CreateTable
CREATE TABLE "LeaseRule" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "vo" TEXT NOT NULL,
    "domains" INTEGER NOT NULL,
    "vcpus" INTEGER NOT NULL,
    "memoryMiB" INTEGER NOT NULL,
    "days" INTEGER NOT NULL,
    "ownerId" TEXT NOT NULL,
    "ownerName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LeaseRule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InboxNotice" (
    "id" UUID NOT NULL,
    "userId" TEXT NOT NULL,
    "leaseId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "readAt" TIMESTAMPTZ(3),

    CONSTRAINT "InboxNotice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "secretEncrypted" BYTEA NOT NULL,
    "setByName" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" UUID NOT NULL,
    "webhookId" UUID NOT NULL,
    "leaseId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "deliveredAt" TIMESTAMPTZ(3),
    "gaveUpAt" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "WebhookDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "LeaseRule_vo_idx" ON "LeaseRule"("vo");

-- CreateIndex
CREATE INDEX "InboxNotice_userId_at_idx" ON "InboxNotice"("userId", "at");

-- CreateIndex
CREATE INDEX "InboxNotice_leaseId_idx" ON "InboxNotice"("leaseId");

-- CreateIndex
CREATE UNIQUE INDEX "InboxNotice_userId_leaseId_key_key" ON "InboxNotice"("userId", "leaseId", "key");

-- CreateIndex
CREATE INDEX "WebhookDelivery_dueAt_idx" ON "WebhookDelivery"("dueAt");

-- CreateIndex
CREATE INDEX "WebhookDelivery_leaseId_idx" ON "WebhookDelivery"("leaseId");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookDelivery_webhookId_leaseId_key_key" ON "WebhookDelivery"("webhookId", "leaseId", "key");

-- CreateIndex
CREATE INDEX "Lease_ruleId_idx" ON "Lease"("ruleId");

-- CreateIndex
CREATE INDEX "Lease_reminderDueAt_idx" ON "Lease"("reminderDueAt");

-- AddForeignKey
ALTER TABLE "Lease" ADD CONSTRAINT "Lease_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "LeaseRule"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InboxNotice" ADD CONSTRAINT "InboxNotice_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InboxNotice" ADD CONSTRAINT "InboxNotice_leaseId_fkey" FOREIGN KEY ("leaseId") REFERENCES "Lease"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "Webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_leaseId_fkey" FOREIGN KEY ("leaseId") REFERENCES "Lease"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand: a name is free again when its rule is removed.
CREATE UNIQUE INDEX "LeaseRule_living_name_key" ON "LeaseRule"("name") WHERE "removedAt" IS NULL;

-- Leases that are active already are looked at once, and reminded of from then on.
UPDATE "Lease" SET "reminderDueAt" = CURRENT_TIMESTAMP WHERE "state" = 'active';
