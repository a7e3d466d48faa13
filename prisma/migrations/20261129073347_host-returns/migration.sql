-- AlterTable
ALTER TABLE "Host" ADD COLUMN     "bootCounterNs" BIGINT;

-- AlterTable
ALTER TABLE "HostLoss" ADD COLUMN     "rebootedAt" TIMESTAMPTZ(3),
ADD COLUMN     "returnedAt" TIMESTAMPTZ(3);
