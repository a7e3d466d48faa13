-- CreateTable
CREATE TABLE "VoShare" (
    "vo" TEXT NOT NULL,
    "weight" INTEGER NOT NULL,
    "setByName" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "VoShare_pkey" PRIMARY KEY ("vo")
);

-- CreateTable
CREATE TABLE "AccountingSettings" (
    "id" INTEGER NOT NULL,
    "halfLifeDays" INTEGER NOT NULL,
    "benchmark" TEXT,
    "setByName" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AccountingSettings_pkey" PRIMARY KEY ("id")
);
