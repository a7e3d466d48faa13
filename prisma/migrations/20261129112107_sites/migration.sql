-- CreateTable
CREATE TABLE "Site" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "vos" TEXT[],
    "revision" INTEGER NOT NULL DEFAULT 1,
    "wanted" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Site_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SiteRevision" (
    "siteId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "vos" TEXT[],
    "reason" TEXT,
    "madeById" TEXT NOT NULL,
    "madeByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SiteRevision_pkey" PRIMARY KEY ("siteId","number")
);

-- CreateTable
CREATE TABLE "SitePlan" (
    "id" UUID NOT NULL,
    "siteId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "madeByName" TEXT NOT NULL,
    "plannedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SitePlan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SiteNode" (
    "siteId" UUID NOT NULL,
    "instance" TEXT NOT NULL,
    "domainId" UUID NOT NULL,
    "made" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SiteNode_pkey" PRIMARY KEY ("siteId","instance")
);

-- CreateTable
CREATE TABLE "SiteNetwork" (
    "siteId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hostId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SiteNetwork_pkey" PRIMARY KEY ("siteId","name","hostId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Site_name_key" ON "Site"("name");

-- CreateIndex
CREATE INDEX "SitePlan_siteId_plannedAt_idx" ON "SitePlan"("siteId", "plannedAt");

-- CreateIndex
CREATE UNIQUE INDEX "SiteNode_domainId_key" ON "SiteNode"("domainId");

-- AddForeignKey
ALTER TABLE "SiteRevision" ADD CONSTRAINT "SiteRevision_siteId_fkey" FOREIGN KEY ("siteId") REFERENCES "Site"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SitePlan" ADD CONSTRAINT "SitePlan_siteId_fkey" FOREIGN KEY ("siteId") REFERENCES "Site"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SiteNode" ADD CONSTRAINT "SiteNode_siteId_fkey" FOREIGN KEY ("siteId") REFERENCES "Site"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SiteNetwork" ADD CONSTRAINT "SiteNetwork_siteId_fkey" FOREIGN KEY ("siteId") REFERENCES "Site"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
