import { MINUTE_MS } from '@/lib/utils/time';
import { type HepixList, readList } from './image-list';
import { ListProblem } from './list-problem';
import { issuerOf, subjectOf } from './subject-name';
import { findEndorser, type Signed, type TrustedEndorser, verifySigned } from './verify-signed';
import { instantWords } from '@/lib/utils/utc-words';

/** Clocks differ; a list from further in the future was written by one that nobody should go by. */
const CLOCKS_APART_MS = 10 * MINUTE_MS;

export interface SignedList<T> {
  readonly list: HepixList;
  readonly endorser: T;
  readonly signed: Signed;
  /** Until when it counts: its own date or its signer's certificate's, whichever comes first. */
  readonly expiresAt: Date;
}

/**
 * An image list out of an S/MIME message: its signature holds, one of `endorsers` made it, it names that one itself, and it is not
 * expired.
 * @throws ListProblem with what is wrong and where
 */
export async function readSignedList<T extends TrustedEndorser>(
  message: string,
  endorsers: readonly T[],
  now: Date,
): Promise<SignedList<T>> {
  const signed = await verifySigned(message);
  const found = await findEndorser(signed, endorsers, now);
  if ('refusal' in found) throw new ListProblem(found.refusal);
  const list = readList(signed.text);
  const { 'hv:dn': name, 'hv:ca': authority } = list['hv:endorser']['hv:x509'];
  requireSame('hv:dn', name, subjectOf(signed.signer), 'signed it');
  requireSame('hv:ca', authority, issuerOf(signed.signer), 'gave out the certificate that signed it');
  const [createdAt, expiresAt] = [list['dc:date:created'], list['dc:date:expires']];
  if (createdAt.getTime() > now.getTime() + CLOCKS_APART_MS)
    throw new ListProblem(`hv:imagelist › dc:date:created: ${instantWords(createdAt)} is in the future`);
  if (expiresAt <= createdAt) throw new ListProblem('hv:imagelist › dc:date:expires: is before dc:date:created');
  if (expiresAt <= now) throw new ListProblem(`it expired at ${instantWords(expiresAt)}`);
  const certificateEndsAt = new Date(signed.signer.validTo);
  return {
    list,
    endorser: found.endorser,
    signed,
    expiresAt: certificateEndsAt < expiresAt ? certificateEndsAt : expiresAt,
  };
}

function requireSame(field: string, said: string, is: string, deed: string): void {
  if (said !== is)
    throw new ListProblem(`hv:imagelist › hv:endorser › hv:x509 › ${field}: is ${said}, and ${is} ${deed}`);
}
