-- CreateTable
CREATE TABLE "DomainRecord" (
    "sequence" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "domainId" UUID NOT NULL,
    "gone" BOOLEAN NOT NULL DEFAULT false,
    "name" TEXT NOT NULL,
    "hostId" UUID,
    "simulated" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL,
    "missingSince" TIMESTAMPTZ(3),
    "splitBrain" BOOLEAN NOT NULL,
    "vcpus" INTEGER NOT NULL,
    "memoryKiB" BIGINT NOT NULL,
    "architecture" TEXT NOT NULL,
    "roles" TEXT[],
    "vo" TEXT,

    CONSTRAINT "DomainRecord_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "HostRecord" (
    "sequence" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "hostId" UUID NOT NULL,
    "gone" BOOLEAN NOT NULL DEFAULT false,
    "name" TEXT NOT NULL,
    "uri" TEXT NOT NULL,
    "driver" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "statusSince" TIMESTAMPTZ(3) NOT NULL,
    "statusReason" TEXT,
    "maintenance" BOOLEAN NOT NULL,
    "hypervisor" TEXT,
    "hypervisorVersion" TEXT,
    "architecture" TEXT,
    "cpuModel" TEXT,
    "cpuCount" INTEGER,
    "memoryTotalKiB" BIGINT,

    CONSTRAINT "HostRecord_pkey" PRIMARY KEY ("sequence")
);

-- CreateIndex
CREATE INDEX "DomainRecord_domainId_at_sequence_idx" ON "DomainRecord"("domainId", "at" DESC, "sequence" DESC);

-- CreateIndex
CREATE INDEX "DomainRecord_at_idx" ON "DomainRecord"("at");

-- CreateIndex
CREATE INDEX "DomainRecord_vo_at_idx" ON "DomainRecord"("vo", "at");

-- CreateIndex
CREATE INDEX "HostRecord_hostId_at_sequence_idx" ON "HostRecord"("hostId", "at" DESC, "sequence" DESC);

-- CreateIndex
CREATE INDEX "HostRecord_at_idx" ON "HostRecord"("at");

-- What was removed since a moment: what the search for it looks at beside what is there now.
CREATE INDEX "DomainRecord_gone_idx" ON "DomainRecord"("at", "domainId") WHERE "gone";
CREATE INDEX "HostRecord_gone_idx" ON "HostRecord"("at", "hostId") WHERE "gone";

-- One record a change, in the transaction that makes it, whoever makes it. The time is that of the writing and not of the
-- transaction's beginning: the row is locked by then, so the records of one domain are in the order of their times.
CREATE FUNCTION gridbox_record_domain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  d "Domain"%ROWTYPE;
BEGIN
  IF TG_OP = 'DELETE' THEN d := OLD; ELSE d := NEW; END IF;
  INSERT INTO "DomainRecord" ("gone", "domainId", "name", "hostId", "simulated", "state", "missingSince", "splitBrain", "vcpus",
    "memoryKiB", "architecture", "roles", "vo")
  VALUES (TG_OP = 'DELETE', d."id", d."name", d."hostId", d."simulated", d."state", d."missingSince", d."splitBrain", d."vcpus",
    d."memoryKiB", d."architecture", coalesce(d."roles", '{}'), d."vo");
  RETURN NULL;
END
$$;
CREATE TRIGGER "Domain_record" AFTER INSERT OR DELETE ON "Domain" FOR EACH ROW EXECUTE FUNCTION gridbox_record_domain();
-- The condition is what keeps readings that change nothing but figures out of it.
CREATE TRIGGER "Domain_record_change" AFTER UPDATE ON "Domain" FOR EACH ROW
  WHEN ((OLD."name", OLD."hostId", OLD."simulated", OLD."state", OLD."missingSince", OLD."splitBrain", OLD."vcpus", OLD."memoryKiB",
      OLD."architecture", OLD."roles", OLD."vo")
    IS DISTINCT FROM
    (NEW."name", NEW."hostId", NEW."simulated", NEW."state", NEW."missingSince", NEW."splitBrain", NEW."vcpus", NEW."memoryKiB",
      NEW."architecture", NEW."roles", NEW."vo"))
  EXECUTE FUNCTION gridbox_record_domain();

CREATE FUNCTION gridbox_record_host() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  h "Host"%ROWTYPE;
BEGIN
  IF TG_OP = 'DELETE' THEN h := OLD; ELSE h := NEW; END IF;
  INSERT INTO "HostRecord" ("gone", "hostId", "name", "uri", "driver", "class", "status", "statusSince", "statusReason", "maintenance",
    "hypervisor", "hypervisorVersion", "architecture", "cpuModel", "cpuCount", "memoryTotalKiB")
  VALUES (TG_OP = 'DELETE', h."id", h."name", h."uri", h."driver", h."class", h."status", h."statusSince", h."statusReason",
    h."maintenance", h."hypervisor", h."hypervisorVersion", h."architecture", h."cpuModel", h."cpuCount", h."memoryTotalKiB");
  RETURN NULL;
END
$$;
CREATE TRIGGER "Host_record" AFTER INSERT OR DELETE ON "Host" FOR EACH ROW EXECUTE FUNCTION gridbox_record_host();
CREATE TRIGGER "Host_record_change" AFTER UPDATE ON "Host" FOR EACH ROW
  WHEN ((OLD."name", OLD."uri", OLD."driver", OLD."class", OLD."status", OLD."statusSince", OLD."statusReason", OLD."maintenance",
      OLD."hypervisor", OLD."hypervisorVersion", OLD."architecture", OLD."cpuModel", OLD."cpuCount", OLD."memoryTotalKiB")
    IS DISTINCT FROM
    (NEW."name", NEW."uri", NEW."driver", NEW."class", NEW."status", NEW."statusSince", NEW."statusReason", NEW."maintenance",
      NEW."hypervisor", NEW."hypervisorVersion", NEW."architecture", NEW."cpuModel", NEW."cpuCount", NEW."memoryTotalKiB"))
  EXECUTE FUNCTION gridbox_record_host();

-- The past begins with what is known now.
INSERT INTO "HostRecord" ("hostId", "name", "uri", "driver", "class", "status", "statusSince", "statusReason", "maintenance", "hypervisor",
  "hypervisorVersion", "architecture", "cpuModel", "cpuCount", "memoryTotalKiB")
SELECT "id", "name", "uri", "driver", "class", "status", "statusSince", "statusReason", "maintenance", "hypervisor",
  "hypervisorVersion", "architecture", "cpuModel", "cpuCount", "memoryTotalKiB" FROM "Host";
INSERT INTO "DomainRecord" ("domainId", "name", "hostId", "simulated", "state", "missingSince", "splitBrain", "vcpus", "memoryKiB",
  "architecture", "roles", "vo")
SELECT "id", "name", "hostId", "simulated", "state", "missingSince", "splitBrain", "vcpus", "memoryKiB", "architecture",
  coalesce("roles", '{}'), "vo" FROM "Domain";
