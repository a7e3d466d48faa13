-- AlterTable
ALTER TABLE "Lease" ADD COLUMN     "atEnd" TEXT NOT NULL DEFAULT 'destroy',
ADD COLUMN     "keepDays" INTEGER,
ADD COLUMN     "keepDoneAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "LeaseKeeping" (
    "leaseId" UUID NOT NULL,
    "domainId" UUID NOT NULL,
    "domainName" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "operationId" UUID,
    "beganAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "words" TEXT,

    CONSTRAINT "LeaseKeeping_pkey" PRIMARY KEY ("leaseId","domainId")
);

-- CreateTable
CREATE TABLE "LeaseLogin" (
    "leaseId" UUID NOT NULL,
    "account" TEXT NOT NULL,
    "publicLine" TEXT NOT NULL,
    "sealed" BYTEA,
    "madeAt" TIMESTAMPTZ(3) NOT NULL,
    "issued" INTEGER NOT NULL DEFAULT 0,
    "issuedAt" TIMESTAMPTZ(3),
    "issuedToName" TEXT,

    CONSTRAINT "LeaseLogin_pkey" PRIMARY KEY ("leaseId")
);

-- CreateTable
CREATE TABLE "KeptDisk" (
    "id" UUID NOT NULL,
    "leaseId" UUID NOT NULL,
    "vo" TEXT NOT NULL,
    "domainId" UUID NOT NULL,
    "domainName" TEXT NOT NULL,
    "hostName" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'begun',
    "bytes" BIGINT,
    "capacityBytes" BIGINT,
    "sha512" TEXT,
    "keptAt" TIMESTAMPTZ(3),
    "keptUntil" TIMESTAMPTZ(3),
    "goneAt" TIMESTAMPTZ(3),

    CONSTRAINT "KeptDisk_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MailSettings" (
    "id" INTEGER NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "security" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "username" TEXT,
    "passwordSealed" BYTEA,
    "setByName" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MailSettings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MailPreference" (
    "userId" TEXT NOT NULL,
    "address" TEXT,
    "kinds" TEXT[],

    CONSTRAINT "MailPreference_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "MailDelivery" (
    "id" UUID NOT NULL,
    "userId" TEXT NOT NULL,
    "leaseId" UUID,
    "key" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sentAt" TIMESTAMPTZ(3),
    "gaveUpAt" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "MailDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "KeptDisk_state_keptUntil_idx" ON "KeptDisk"("state", "keptUntil");

-- CreateIndex
CREATE INDEX "KeptDisk_vo_idx" ON "KeptDisk"("vo");

-- CreateIndex
CREATE UNIQUE INDEX "KeptDisk_leaseId_domainId_target_key" ON "KeptDisk"("leaseId", "domainId", "target");

-- CreateIndex
CREATE INDEX "MailDelivery_dueAt_idx" ON "MailDelivery"("dueAt");

-- CreateIndex
CREATE INDEX "MailDelivery_leaseId_idx" ON "MailDelivery"("leaseId");

-- CreateIndex
CREATE INDEX "MailDelivery_createdAt_idx" ON "MailDelivery"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "MailDelivery_userId_leaseId_key_key" ON "MailDelivery"("userId", "leaseId", "key");

-- AddForeignKey
ALTER TABLE "LeaseKeeping" ADD CONSTRAINT "LeaseKeeping_leaseId_fkey" FOREIGN KEY ("leaseId") REFERENCES "Lease"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LeaseLogin" ADD CONSTRAINT "LeaseLogin_leaseId_fkey" FOREIGN KEY ("leaseId") REFERENCES "Lease"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeptDisk" ADD CONSTRAINT "KeptDisk_leaseId_fkey" FOREIGN KEY ("leaseId") REFERENCES "Lease"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MailPreference" ADD CONSTRAINT "MailPreference_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MailDelivery" ADD CONSTRAINT "MailDelivery_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MailDelivery" ADD CONSTRAINT "MailDelivery_leaseId_fkey" FOREIGN KEY ("leaseId") REFERENCES "Lease"("id") ON DELETE CASCADE ON UPDATE CASCADE;
