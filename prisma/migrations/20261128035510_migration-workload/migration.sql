-- AlterTable
ALTER TABLE "Migration" ADD COLUMN     "workload" JSONB;
