-- CreateTable
CREATE TABLE "AccountedStay" (
    "id" BIGSERIAL NOT NULL,
    "day" DATE NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "domainId" UUID NOT NULL,
    "vo" TEXT,
    "hostId" UUID NOT NULL,
    "architecture" TEXT NOT NULL,
    "vcpus" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "memoryKiB" BIGINT NOT NULL,
    "begin" TIMESTAMPTZ(3) NOT NULL,
    "end" TIMESTAMPTZ(3) NOT NULL,
    "milliseconds" BIGINT NOT NULL,
    "memoryKiBMilliseconds" BIGINT NOT NULL,

    CONSTRAINT "AccountedStay_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AccountedStay_day_idx" ON "AccountedStay"("day");

-- AddForeignKey
ALTER TABLE "AccountedStay" ADD CONSTRAINT "AccountedStay_day_fkey" FOREIGN KEY ("day") REFERENCES "AccountedDay"("day") ON DELETE CASCADE ON UPDATE CASCADE;
