import type { X509Certificate } from 'node:crypto';

/**
 * A certificate's subject as grid tools write it, in the order of its parts. A slash inside a part is written `\/`, so that no name
 * can be put together to look like another.
 * @example subjectOf(certificate) // '/DC=ch/DC=cern/CN=Jane Endorser'
 */
export const subjectOf = (certificate: X509Certificate): string => slashes(certificate.subject);
export const issuerOf = (certificate: X509Certificate): string => slashes(certificate.issuer);

/** Node writes a part a line. */
const slashes = (lines: string): string =>
  lines
    .split('\n')
    .map((part) => `/${part.replaceAll('/', String.raw`\/`)}`)
    .join('');
