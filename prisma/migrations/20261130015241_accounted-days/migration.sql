-- CreateTable
CREATE TABLE "AccountedDay" (
    "day" DATE NOT NULL,
    "reckoning" INTEGER NOT NULL,
    "summedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AccountedDay_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "AccountedUse" (
    "id" BIGSERIAL NOT NULL,
    "day" DATE NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "vo" TEXT,
    "hostId" UUID NOT NULL,
    "architecture" TEXT NOT NULL,
    "vcpuSeconds" DOUBLE PRECISION NOT NULL,
    "memoryKiBSeconds" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "AccountedUse_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AccountedDomain" (
    "id" BIGSERIAL NOT NULL,
    "day" DATE NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "vo" TEXT,
    "domainId" UUID NOT NULL,

    CONSTRAINT "AccountedDomain_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AccountedUse_simulated_day_idx" ON "AccountedUse"("simulated", "day");

-- CreateIndex
CREATE INDEX "AccountedUse_day_idx" ON "AccountedUse"("day");

-- CreateIndex
CREATE INDEX "AccountedDomain_simulated_day_vo_domainId_idx" ON "AccountedDomain"("simulated", "day", "vo", "domainId");

-- CreateIndex
CREATE INDEX "AccountedDomain_day_idx" ON "AccountedDomain"("day");

-- AddForeignKey
ALTER TABLE "AccountedUse" ADD CONSTRAINT "AccountedUse_day_fkey" FOREIGN KEY ("day") REFERENCES "AccountedDay"("day") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccountedDomain" ADD CONSTRAINT "AccountedDomain_day_fkey" FOREIGN KEY ("day") REFERENCES "AccountedDay"("day") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is recorded of a day that is over changes its sums, and those of the days after it until the domain's next record: they are made anew.
-- Nothing of the product does so. The lock is the one of the summing (close-days.ts), which waits until this is there to be seen.
CREATE FUNCTION gridbox_forget_accounted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7119038);
  DELETE FROM "AccountedDay" WHERE "day" >= (NEW."at" AT TIME ZONE 'UTC')::date;
  RETURN NULL;
END
$$;
-- The condition is what keeps all other records out of it.
CREATE TRIGGER "DomainRecord_of_the_past" AFTER INSERT ON "DomainRecord" FOR EACH ROW
  WHEN (NEW."at" < date_trunc('day', clock_timestamp(), 'UTC')) EXECUTE FUNCTION gridbox_forget_accounted();
