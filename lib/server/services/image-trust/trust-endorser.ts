import { X509Certificate } from 'node:crypto';
import type { z } from 'zod';
import type { ImageEndorser, TrustEndorser } from '@/lib/contracts/image-trust';
import { AppError } from '@/lib/domain/errors';
import { subjectOf } from '@/lib/images/lists/subject-name';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { ENDORSER_PARTS, endorserBody } from './trust-rows';

/**
 * Takes image lists from somebody: whoever has this certificate, or one of this name that the authority of this certificate gave out.
 * @throws AppError `forbidden`, `bad-request` with the field, `conflict` where it is trusted already.
 */
export async function trustEndorser(options: {
  readonly context: ServiceContext;
  readonly input: TrustEndorser;
}): Promise<z.input<typeof ImageEndorser>> {
  const { context, input } = options;
  requireScope(context.actor, 'images:trust');
  const certificate = readCertificate(input.certificate);
  const subject = subjectFor(certificate, input.subject);
  if (new Date(certificate.validTo) <= context.now())
    throw wrong('certificate', `it is valid until ${certificate.validTo} only`);
  const vos = [...new Set(input.vos)].toSorted();
  return await context.db.$transaction(async (tx) => {
    const fingerprint = certificate.fingerprint256;
    if ((await tx.imageEndorser.count({ where: { subject, fingerprint, withdrawnAt: null } })) > 0)
      throw new AppError('conflict', `${subject} is trusted by this certificate already; withdraw that first.`);
    const row = await tx.imageEndorser.create({
      data: {
        subject,
        certificate: certificate.toString(),
        fingerprint,
        certificateEndsAt: new Date(certificate.validTo),
        vos,
        trustedByName: context.actor.name,
        trustedAt: context.now(),
      },
      include: ENDORSER_PARTS,
    });
    await writeAudit(tx, context, {
      action: 'trustEndorser',
      scope: 'images:trust',
      subjectType: 'image-endorser',
      subjectId: row.id,
      subjectName: subject,
      reason: input.reason,
      after: { fingerprint, vos },
    });
    await appendEvent(tx, { type: 'image-trust.changed', words: `${subject} is trusted to endorse images` });
    return endorserBody(context.actor, row);
  });
}

function readCertificate(pem: string): X509Certificate {
  if ((pem.match(/-----BEGIN CERTIFICATE-----/g) ?? []).length > 1)
    throw wrong('certificate', 'it holds several certificates; give one');
  try {
    return new X509Certificate(pem);
  } catch {
    // What OpenSSL says of it helps nobody who pasted a wrong text.
    throw wrong('certificate', 'it is no certificate in PEM');
  }
}

function subjectFor(certificate: X509Certificate, given: string | undefined): string {
  const own = subjectOf(certificate);
  if (certificate.ca && given === undefined)
    throw wrong('subject', `the certificate is an authority’s (${own}); say whom of its people`);
  if (!certificate.ca && given !== undefined && given !== own)
    throw wrong('subject', `the certificate is that of ${own}, and no authority’s`);
  if (certificate.ca && given === own) throw wrong('subject', 'an authority signs certificates, not lists');
  return given ?? own;
}

const wrong = (field: string, message: string): AppError =>
  new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
