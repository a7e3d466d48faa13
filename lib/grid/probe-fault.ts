import type { ProbeFact, ProbeVerdict } from '@/lib/domain/probe';

/** Ends a probe from wherever it is: with a verdict and a sentence, and what had come by then. */
export class ProbeFault extends Error {
  readonly verdict: Exclude<ProbeVerdict, 'ok'>;
  readonly answer: string | undefined;
  readonly facts: Readonly<Record<string, ProbeFact>>;

  constructor(
    verdict: Exclude<ProbeVerdict, 'ok'>,
    sentence: string,
    found: {
      readonly answer?: string | undefined;
      readonly facts?: Readonly<Record<string, ProbeFact>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(sentence, { cause: found.cause });
    this.name = 'ProbeFault';
    this.verdict = verdict;
    this.answer = found.answer;
    this.facts = found.facts ?? {};
  }

  static is(error: unknown): error is ProbeFault {
    return error instanceof ProbeFault;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const CONNECTIONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'turns the connection down: nothing listens there',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  EHOSTUNREACH: 'cannot be reached: no way leads there',
  ENETUNREACH: 'cannot be reached: no way leads there',
  EHOSTDOWN: 'cannot be reached: its machine is down',
  ETIMEDOUT: 'does not answer',
};

/** What OpenSSL says, without its file and line. @example 'wrong version number' */
const tlsReason = (error: unknown): string | undefined =>
  error instanceof Error && 'reason' in error && typeof error.reason === 'string' ? error.reason : undefined;

/** What a connection failed of, as a fault of the service at `where`; of our own name server it is not known. */
export function connectionFault(error: unknown, where: string): ProbeFault {
  const code = codeOf(error);
  const words = CONNECTIONS[code];
  if (words !== undefined) return new ProbeFault('critical', `${where} ${words}.`, { cause: error });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ProbeFault('unknown', `The name of ${where} is not known to the name server.`, { cause: error });
  if (code.startsWith('HPE_'))
    return new ProbeFault('critical', `${where} answers, but not in HTTP (${code}).`, { cause: error });
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return new ProbeFault('critical', `${where} answers, but TLS with it fails (${tlsReason(error) ?? code}).`, {
      cause: error,
    });
  if (CERTIFICATES.has(code) || code.startsWith('CERT_') || code.startsWith('ERR_TLS_CERT'))
    return new ProbeFault('critical', `The certificate of ${where} is not trusted (${code}).`, { cause: error });
  const said = error instanceof Error ? error.message : String(error);
  return new ProbeFault('critical', `${where} could not be asked: ${said}.`, { cause: error });
}

/** OpenSSL's names that do not say that they are of certificates. https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
const CERTIFICATES = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'HOSTNAME_MISMATCH',
]);
