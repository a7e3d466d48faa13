import { X509Certificate } from 'node:crypto';
import { Certificate, CertificateChainValidationEngine, ContentInfo, SignedData } from 'pkijs';
import { ListProblem } from './list-problem';
import { splitSigned, textOfPart } from './split-signed';
import { subjectOf } from './subject-name';

/** By their object identifiers; SHA-1, with which old lists were signed, can be made to fit another text. */
const DIGESTS: ReadonlySet<string> = new Set([
  '2.16.840.1.101.3.4.2.1', // SHA-256
  '2.16.840.1.101.3.4.2.2', // SHA-384
  '2.16.840.1.101.3.4.2.3', // SHA-512
]);
/** A chain is three or four long; more is somebody's play. */
const CERTIFICATES_MAX = 10;
const RSA_BITS_MIN = 2048;

/** A text that was signed, and by which certificate. Whether that one is trusted is another question. */
export interface Signed {
  readonly text: string;
  readonly signer: X509Certificate;
  /** That came along with it. */
  readonly others: readonly X509Certificate[];
}

/** Whom lists are taken from: whoever has this very certificate, or one of that name which this authority gave out. */
export interface TrustedEndorser {
  /** `/C=…/CN=…`, as grid certificates are written. */
  readonly subject: string;
  /** PEM: the endorser's own, or that of the authority. */
  readonly certificate: string;
}

/**
 * Checks the signature of an S/MIME message against the certificate that came with it.
 * @throws ListProblem
 */
export async function verifySigned(message: string): Promise<Signed> {
  const parts = splitSigned(message);
  const data = readSignedData(parts.signature);
  const [info] = data.signerInfos;
  if (info === undefined || data.signerInfos.length !== 1)
    throw new ListProblem(`it has ${data.signerInfos.length} signatures; a list has one`);
  if (!DIGESTS.has(info.digestAlgorithm.algorithmId))
    throw new ListProblem(
      'it is signed by way of SHA-1 or another digest that is not safe; SHA-256 at least is asked for',
    );
  const certificates = (data.certificates ?? []).filter((each) => each instanceof Certificate);
  if (certificates.length === 0 || certificates.length > CERTIFICATES_MAX)
    throw new ListProblem(
      `it comes with ${certificates.length} certificates; one to ${CERTIFICATES_MAX} are asked for`,
    );
  const held = data.encapContentInfo.eContent?.getValue();
  if ((held === undefined) === (parts.content === undefined))
    throw new ListProblem(
      held === undefined
        ? 'its signature holds no content'
        : 'its signature holds a content beside the one that is signed',
    );
  const signer = await signerOf(data, parts.content);
  const own = x509(signer);
  const { modulusLength } = own.publicKey.asymmetricKeyDetails ?? {};
  if (own.publicKey.asymmetricKeyType === 'rsa' && (modulusLength ?? 0) < RSA_BITS_MIN)
    throw new ListProblem(
      `the key that signed it has ${modulusLength ?? 0} bits; ${RSA_BITS_MIN} at least are asked for`,
    );
  const content = parts.content ?? Buffer.from(held ?? new ArrayBuffer(0));
  const others = certificates.filter((each) => each !== signer).map(x509);
  return { text: textOfPart(content), signer: own, others };
}

/** @throws ListProblem where it is none, or is not what was signed */
async function signerOf(data: SignedData, content: Buffer | undefined): Promise<Certificate> {
  try {
    const result = await data.verify({
      signer: 0,
      checkChain: false,
      extendedMode: true,
      ...(content === undefined ? {} : { data: new Uint8Array(content).buffer }),
    });
    if (result.signatureVerified === true && result.signerCertificate instanceof Certificate)
      return result.signerCertificate;
  } catch {
    // The library says by an exception as well that a signature is not one.
  }
  throw new ListProblem('its signature does not hold: text, signature and certificate do not belong together');
}

function readSignedData(bytes: Buffer): SignedData {
  try {
    const content = ContentInfo.fromBER(new Uint8Array(bytes).buffer);
    if (content.contentType === ContentInfo.SIGNED_DATA) return new SignedData({ schema: content.content });
  } catch {
    // Whatever it stumbles over in outside bytes, it is one answer.
  }
  throw new ListProblem('its signature is no CMS signed data (PKCS #7)');
}

/**
 * Is this signer one of them, at this time? A certificate that is not valid yet or any more is nobody's. Whether an authority has
 * revoked it is not asked.
 * @returns the first, or why none, to end "… ."
 */
export async function findEndorser<T extends TrustedEndorser>(
  signed: Signed,
  endorsers: readonly T[],
  now: Date,
): Promise<{ readonly endorser: T } | { readonly refusal: string }> {
  const subject = subjectOf(signed.signer);
  if (now < new Date(signed.signer.validFrom) || now > new Date(signed.signer.validTo))
    return {
      refusal: `the certificate of ${subject} is valid from ${signed.signer.validFrom} to ${signed.signer.validTo}`,
    };
  const named = endorsers.filter((each) => each.subject === subject);
  for (const endorser of named) if (await isSignedFor(signed, endorser, now)) return { endorser };
  return {
    refusal:
      named.length === 0
        ? `${subject} is not trusted here to endorse images`
        : `the certificate of ${subject} is neither the trusted one nor from the trusted authority`,
  };
}

async function isSignedFor({ signer, others }: Signed, endorser: TrustedEndorser, now: Date): Promise<boolean> {
  const trusted = new X509Certificate(endorser.certificate);
  if (trusted.fingerprint256 === signer.fingerprint256) return true;
  if (!trusted.ca) return false;
  const engine = new CertificateChainValidationEngine({
    trustedCerts: [pki(trusted)],
    // The last one is whose chain is looked for.
    certs: [...others.map(pki), pki(signer)],
    checkDate: now,
  });
  try {
    return (await engine.verify()).result;
  } catch {
    return false; // A chain that cannot be read is none.
  }
}

const x509 = (certificate: Certificate): X509Certificate =>
  new X509Certificate(Buffer.from(certificate.toSchema(true).toBER()));
const pki = (certificate: X509Certificate): Certificate => Certificate.fromBER(new Uint8Array(certificate.raw).buffer);
