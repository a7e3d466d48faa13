-- AlterTable
ALTER TABLE "BatchPool" ADD COLUMN     "lookedAt" TIMESTAMPTZ(3);
