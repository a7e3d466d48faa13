-- Why the definition of a domain cannot be read, as a sentence; null where it can. What was read of it before stays.
ALTER TABLE "Domain" ADD COLUMN "definitionUnreadable" TEXT;
