-- CreateTable
CREATE TABLE "Host" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "uri" TEXT NOT NULL,
    "driver" TEXT NOT NULL,
    "class" TEXT NOT NULL DEFAULT 'other',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "maintenance" BOOLEAN NOT NULL DEFAULT false,
    "migrationUri" TEXT,
    "credentialsEncrypted" BYTEA,
    "migrationsInLimit" INTEGER NOT NULL DEFAULT 2,
    "migrationsOutLimit" INTEGER NOT NULL DEFAULT 2,
    "status" TEXT NOT NULL DEFAULT 'connecting',
    "statusSince" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "statusReason" TEXT,
    "seenAt" TIMESTAMPTZ(3),
    "hypervisor" TEXT,
    "hypervisorVersion" TEXT,
    "hosted" BOOLEAN,
    "architecture" TEXT,
    "cpuModel" TEXT,
    "cpuCount" INTEGER,
    "cpuLoad" DOUBLE PRECISION,
    "memoryTotalKiB" BIGINT,
    "memoryFreeKiB" BIGINT,
    "facts" JSONB,
    "capabilities" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Host_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Domain" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hostId" UUID,
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL,
    "stateReason" TEXT,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "missingSince" TIMESTAMPTZ(3),
    "splitBrain" BOOLEAN NOT NULL DEFAULT false,
    "persistent" BOOLEAN NOT NULL DEFAULT true,
    "vcpus" INTEGER NOT NULL,
    "maxVcpus" INTEGER NOT NULL,
    "memoryKiB" BIGINT NOT NULL,
    "maxMemoryKiB" BIGINT NOT NULL,
    "cpuLoad" DOUBLE PRECISION,
    "guestMode" TEXT NOT NULL DEFAULT 'unknown',
    "architecture" TEXT NOT NULL DEFAULT 'unknown',
    "osType" TEXT,
    "roles" TEXT[],
    "vo" TEXT,
    "tags" TEXT[],
    "homeHost" TEXT,
    "kernelVersion" TEXT,
    "needsFpswa" BOOLEAN NOT NULL DEFAULT false,
    "antiAffinity" TEXT,
    "definition" JSONB,
    "definitionHash" TEXT,
    "guestUptimeMs" BIGINT,
    "guestHeardAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Domain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DomainSighting" (
    "domainId" UUID NOT NULL,
    "hostId" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DomainSighting_pkey" PRIMARY KEY ("domainId","hostId")
);

-- CreateTable
CREATE TABLE "Operation" (
    "id" UUID NOT NULL,
    "number" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "input" JSONB NOT NULL,
    "result" JSONB,
    "errorKind" TEXT,
    "errorMessage" TEXT,
    "errorNative" TEXT,
    "domainId" UUID,
    "hostId" UUID,
    "targetHostId" UUID,
    "vo" TEXT,
    "actorId" TEXT,
    "actorName" TEXT NOT NULL,
    "reason" TEXT,
    "idempotencyKey" TEXT,
    "inputHash" TEXT NOT NULL,
    "waitingFor" TEXT,
    "cancelRequestedAt" TIMESTAMPTZ(3),
    "cancelRequestedBy" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "fencingToken" INTEGER NOT NULL DEFAULT 0,
    "owner" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "heartbeatAt" TIMESTAMPTZ(3),
    "deadlineAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Operation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OperationStep" (
    "operationId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "detail" TEXT,

    CONSTRAINT "OperationStep_pkey" PRIMARY KEY ("operationId","sequence")
);

-- CreateTable
CREATE TABLE "Migration" (
    "operationId" UUID NOT NULL,
    "domainId" UUID NOT NULL,
    "domainName" TEXT NOT NULL,
    "vo" TEXT,
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "sourceHostId" UUID,
    "sourceHostName" TEXT NOT NULL,
    "targetHostId" UUID,
    "targetHostName" TEXT NOT NULL,
    "stage" TEXT NOT NULL DEFAULT 'queued',
    "progress" DOUBLE PRECISION,
    "options" JSONB NOT NULL,
    "prediction" JSONB,
    "alternatives" JSONB,
    "stages" JSONB NOT NULL DEFAULT '[]',
    "durationMs" DOUBLE PRECISION,
    "downtimeMeasuredMs" DOUBLE PRECISION,
    "downtimeReportedMs" DOUBLE PRECISION,
    "bytesTransferred" BIGINT,
    "rounds" INTEGER,
    "guestHeardAt" TIMESTAMPTZ(3),
    "verification" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Migration_pkey" PRIMARY KEY ("operationId")
);

-- CreateTable
CREATE TABLE "MigrationSample" (
    "operationId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "elapsedMs" DOUBLE PRECISION NOT NULL,
    "bytesTotal" BIGINT,
    "bytesTransferred" BIGINT,
    "bytesRemaining" BIGINT,
    "dirtyBytesPerSecond" DOUBLE PRECISION,
    "bandwidthBytesPerSecond" DOUBLE PRECISION,
    "rounds" INTEGER,

    CONSTRAINT "MigrationSample_pkey" PRIMARY KEY ("operationId","at")
);

-- CreateTable
CREATE TABLE "Event" (
    "sequence" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "domainId" UUID,
    "hostId" UUID,
    "operationId" UUID,
    "vo" TEXT,
    "body" JSONB NOT NULL,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "Alarm" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "remedy" TEXT NOT NULL,
    "domainId" UUID,
    "hostId" UUID,
    "vo" TEXT,
    "detail" JSONB,
    "raisedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolvedAt" TIMESTAMPTZ(3),
    "resolvedBy" TEXT,
    "note" TEXT,

    CONSTRAINT "Alarm_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MetricSample" (
    "subjectId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cpuLoad" DOUBLE PRECISION,
    "memoryUsedKiB" BIGINT,
    "netReceiveBytesPerSec" DOUBLE PRECISION,
    "netTransmitBytesPerSec" DOUBLE PRECISION,
    "blockReadBytesPerSec" DOUBLE PRECISION,
    "blockWriteBytesPerSec" DOUBLE PRECISION,

    CONSTRAINT "MetricSample_pkey" PRIMARY KEY ("subjectId","at")
);

-- CreateTable
CREATE TABLE "Audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actorId" TEXT,
    "actorName" TEXT NOT NULL,
    "via" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "scope" TEXT,
    "subjectType" TEXT NOT NULL,
    "subjectId" TEXT,
    "subjectName" TEXT,
    "vo" TEXT,
    "reason" TEXT,
    "outcome" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "requestId" TEXT,
    "address" TEXT,

    CONSTRAINT "Audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReferenceFigure" (
    "id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "configuration" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "unit" TEXT NOT NULL,
    "note" TEXT,

    CONSTRAINT "ReferenceFigure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" TEXT NOT NULL DEFAULT 'viewer',
    "vos" TEXT[],
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "mustChangePassword" BOOLEAN NOT NULL DEFAULT false,
    "lastSeenAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL,

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" UUID NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiToken_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Host_name_key" ON "Host"("name");

-- CreateIndex
CREATE UNIQUE INDEX "Host_uri_key" ON "Host"("uri");

-- CreateIndex
CREATE INDEX "Domain_hostId_idx" ON "Domain"("hostId");

-- CreateIndex
CREATE INDEX "Domain_name_idx" ON "Domain"("name");

-- CreateIndex
CREATE INDEX "Domain_vo_idx" ON "Domain"("vo");

-- CreateIndex
CREATE INDEX "Domain_state_idx" ON "Domain"("state");

-- CreateIndex
CREATE INDEX "DomainSighting_hostId_idx" ON "DomainSighting"("hostId");

-- CreateIndex
CREATE UNIQUE INDEX "Operation_number_key" ON "Operation"("number");

-- CreateIndex
CREATE INDEX "Operation_state_number_idx" ON "Operation"("state", "number");

-- CreateIndex
CREATE INDEX "Operation_domainId_number_idx" ON "Operation"("domainId", "number");

-- CreateIndex
CREATE INDEX "Operation_hostId_state_idx" ON "Operation"("hostId", "state");

-- CreateIndex
CREATE INDEX "Operation_targetHostId_state_idx" ON "Operation"("targetHostId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "Operation_actorId_idempotencyKey_key" ON "Operation"("actorId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "Migration_domainId_createdAt_idx" ON "Migration"("domainId", "createdAt");

-- CreateIndex
CREATE INDEX "Migration_createdAt_idx" ON "Migration"("createdAt");

-- CreateIndex
CREATE INDEX "Event_domainId_sequence_idx" ON "Event"("domainId", "sequence");

-- CreateIndex
CREATE INDEX "Event_hostId_sequence_idx" ON "Event"("hostId", "sequence");

-- CreateIndex
CREATE INDEX "Event_at_idx" ON "Event"("at");

-- CreateIndex
CREATE INDEX "Alarm_resolvedAt_idx" ON "Alarm"("resolvedAt");

-- CreateIndex
CREATE INDEX "MetricSample_at_idx" ON "MetricSample"("at");

-- CreateIndex
CREATE INDEX "Audit_at_idx" ON "Audit"("at");

-- CreateIndex
CREATE INDEX "Audit_actorId_at_idx" ON "Audit"("actorId", "at");

-- CreateIndex
CREATE INDEX "Audit_subjectId_at_idx" ON "Audit"("subjectId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "RateLimit_key_key" ON "RateLimit"("key");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_hash_key" ON "ApiToken"("hash");

-- CreateIndex
CREATE INDEX "ApiToken_userId_idx" ON "ApiToken"("userId");

-- AddForeignKey
ALTER TABLE "Domain" ADD CONSTRAINT "Domain_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DomainSighting" ADD CONSTRAINT "DomainSighting_domainId_fkey" FOREIGN KEY ("domainId") REFERENCES "Domain"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DomainSighting" ADD CONSTRAINT "DomainSighting_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OperationStep" ADD CONSTRAINT "OperationStep_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Migration" ADD CONSTRAINT "Migration_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MigrationSample" ADD CONSTRAINT "MigrationSample_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Migration"("operationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiToken" ADD CONSTRAINT "ApiToken_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Below: what the Prisma schema cannot express. Kept when the schema is compared, since Prisma does not look at it.

-- One open alarm a kind and subject: raising it again is an upsert that finds the open one.
CREATE UNIQUE INDEX "Alarm_open_key" ON "Alarm"("kind", "subject") WHERE "resolvedAt" IS NULL;

-- One operation at a time per domain, whoever claims: the second claim violates this and waits.
CREATE UNIQUE INDEX "Operation_running_domain_key" ON "Operation"("domainId") WHERE "state" = 'running' AND "domainId" IS NOT NULL;

-- What the dispatcher looks at: a few rows among all that ever were.
CREATE INDEX "Operation_unfinished_idx" ON "Operation"("domainId", "number") WHERE "state" IN ('queued', 'running');
CREATE INDEX "Operation_lease_idx" ON "Operation"("leaseUntil") WHERE "state" = 'running';

-- The one way to append to the event log. `events` is an array of {"vo": text|null, "body": EventBody}.
-- The shared lock is taken before a sequence number is drawn and kept to the end of the transaction: a reader that finds a
-- number missing asks who holds it, and so knows whether the event is still to come (docs/decisions/0003).
CREATE FUNCTION gridbox_append_events(events jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  last bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(5106442, 2);
  WITH added AS (
    INSERT INTO "Event" ("at", "type", "domainId", "hostId", "operationId", "vo", "body")
    SELECT clock_timestamp(), item->'body'->>'type', (item->'body'->>'domainId')::uuid, (item->'body'->>'hostId')::uuid,
           (item->'body'->>'operationId')::uuid, item->>'vo', item->'body'
    FROM jsonb_array_elements(events) WITH ORDINALITY AS list(item, position)
    ORDER BY position
    RETURNING "sequence"
  )
  SELECT max("sequence") INTO last FROM added;
  IF last IS NOT NULL THEN
    PERFORM pg_notify('gridbox_event', last::text);
  END IF;
  RETURN last;
END
$$;
