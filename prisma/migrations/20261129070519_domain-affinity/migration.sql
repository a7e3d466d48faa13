-- AlterTable
ALTER TABLE "Domain" ADD COLUMN     "affinity" TEXT;
