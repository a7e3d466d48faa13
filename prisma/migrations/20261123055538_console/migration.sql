-- CreateTable
CREATE TABLE "Console" (
    "id" UUID NOT NULL,
    "domainId" UUID NOT NULL,
    "hostId" UUID NOT NULL,
    "userId" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "owner" TEXT,
    "servedAt" TIMESTAMPTZ(3),
    "typedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "Console_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConsoleText" (
    "number" BIGSERIAL NOT NULL,
    "consoleId" UUID NOT NULL,
    "typed" BOOLEAN NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "ConsoleText_pkey" PRIMARY KEY ("number")
);

-- CreateIndex
CREATE INDEX "Console_endedAt_idx" ON "Console"("endedAt");

-- CreateIndex
CREATE INDEX "ConsoleText_consoleId_typed_number_idx" ON "ConsoleText"("consoleId", "typed", "number");

-- AddForeignKey
ALTER TABLE "ConsoleText" ADD CONSTRAINT "ConsoleText_consoleId_fkey" FOREIGN KEY ("consoleId") REFERENCES "Console"("id") ON DELETE CASCADE ON UPDATE CASCADE;
