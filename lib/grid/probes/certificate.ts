import { connect } from 'node:tls';
import type { ProbeFact } from '@/lib/domain/probe';
import { DAY_MS } from '@/lib/utils/time';
import { tlsOptions } from '@/lib/grid/net/ask-http';
import { placeOf, type Probe, type ProbeAsk, reachOf } from '@/lib/grid/probe';
import { connectionFault, ProbeFault } from '@/lib/grid/probe-fault';
import { instantWords } from '@/lib/utils/utc-words';

/** ARC's test CA signs for 30 days, real ones for a year or 13 months: a week is time to renew in either. */
const WARN_DAYS = 7;

interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** Why the CA that is given does not vouch for it; undefined where it does, or none is given. */
  readonly distrust: string | undefined;
}

/** How long the certificate of the CE is still good, and whether its CA vouches for it. */
export const probeCertificate: Probe = async (ask) => {
  const where = placeOf(ask.endpoint, 'arc');
  const { subject, issuer, validFrom, validTo, distrust } = await readCertificate(ask, where);
  const now = ask.now().getTime();
  const days = Math.floor((validTo.getTime() - now) / DAY_MS);
  const verified = ask.endpoint.trustedCa !== undefined;
  const facts: Record<string, ProbeFact> = {
    subject,
    issuer,
    validTo: validTo.toISOString(),
    daysLeft: days,
    verified,
  };
  const found = {
    facts,
    answer: `subject ${subject}\nissuer ${issuer}\n${instantWords(validFrom)} to ${instantWords(validTo)}`,
  };
  const until = validTo.toISOString().slice(0, 16).replace('T', ' ');
  if (validTo.getTime() <= now)
    return { verdict: 'critical', sentence: `The certificate of ${where} ended at ${until} UTC.`, ...found };
  if (validFrom.getTime() > now)
    return {
      verdict: 'critical',
      sentence: `The certificate of ${where} is valid from ${instantWords(validFrom)} on only: a clock may be wrong.`,
      ...found,
    };
  if (distrust !== undefined)
    return {
      verdict: 'critical',
      sentence: `The CA does not vouch for the certificate of ${where}: ${distrust}.`,
      ...found,
    };
  const trust = verified ? 'signed by the CA' : 'not verified, since no CA is given';
  if (days < WARN_DAYS)
    return { verdict: 'warning', sentence: `The certificate of ${where} ends at ${until} UTC (${trust}).`, ...found };
  return { verdict: 'ok', sentence: `The certificate of ${where} is valid for ${days} days (${trust}).`, ...found };
};

async function readCertificate({ endpoint, signal }: ProbeAsk, where: string): Promise<ShownCertificate> {
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const socket = connect({
      ...reachOf(endpoint, 'arc'),
      ...tlsOptions(endpoint, false),
      // What is wrong with it is what is asked for; it must not end the connection before it is read.
      rejectUnauthorized: false,
    });
    const stop = (): void => void socket.destroy(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', stop));
    socket.once('error', (error) => reject(signal.aborted ? (signal.reason as Error) : connectionFault(error, where)));
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      // Typed as an error, and given as its code.
      const failed = socket.authorizationError as unknown;
      socket.destroy();
      if (certificate === undefined) return reject(new ProbeFault('critical', `${where} shows no certificate.`));
      resolve({
        subject: oneLine(certificate.subject),
        issuer: oneLine(certificate.issuer),
        validFrom: new Date(certificate.validFrom),
        validTo: new Date(certificate.validTo),
        distrust: endpoint.trustedCa === undefined ? undefined : distrustOf(failed),
      });
    });
  });
}

const distrustOf = (failed: unknown): string | undefined =>
  failed instanceof Error ? failed.message : typeof failed === 'string' ? failed : undefined;

const oneLine = (name: string | undefined): string => (name ?? '').replaceAll('\n', ', ');
