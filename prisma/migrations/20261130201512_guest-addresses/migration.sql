-- AlterTable
ALTER TABLE "Domain" ADD COLUMN     "guestAddresses" JSONB,
ADD COLUMN     "guestAddressesAt" TIMESTAMPTZ(3);
