-- AlterTable
ALTER TABLE "Migration" ADD COLUMN     "guestSilentSinceAt" TIMESTAMPTZ(3);
