-- CreateTable
CREATE TABLE "SiteSecret" (
    "siteId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SiteSecret_pkey" PRIMARY KEY ("siteId","name")
);

-- AddForeignKey
ALTER TABLE "SiteSecret" ADD CONSTRAINT "SiteSecret_siteId_fkey" FOREIGN KEY ("siteId") REFERENCES "Site"("id") ON DELETE CASCADE ON UPDATE CASCADE;
