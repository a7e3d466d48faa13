/**
 * Sends mail of leases. A mail is claimed by writing down when it is tried next, before it is sent: an agent that is killed in between
 * leaves it to the next try, so that it comes twice rather than never, each time with the same Message-ID.
 */
import { createTransport, type Transporter } from 'nodemailer';
import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import type { Db } from '@/lib/server/db/client';
import type { MailDelivery, MailSettings } from '@/lib/server/db/generated/client';
import { SETTINGS_ID } from '@/lib/server/services/mail/mail-rows';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** For each step of the conversation. A server that greylists or is slow is tried again; one that hangs must not hold up the others. */
const STEP_MS = 20 * SECOND_MS;
/** Between one try and the next; the last stays. A server that asks to come later is met in minutes, one that is gone is not hammered. */
const BACK_OFF_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS] as const;
/** A mail that nobody took for so long is news no more. */
const GIVE_UP_MS = DAY_MS;
/** Sent in one look, over one connection; the others wait for the next. */
const AT_ONCE = 20;
const PROBLEM_CHARACTERS_MAX = 300;
/** The server has said that it never takes this one: nodemailer's name for a refused address, and its first digit for ever. */
const REFUSED_ADDRESS = 'EENVELOPE';
const FOR_EVER_FROM = 500;

export interface DeliveringMail {
  readonly db: Db;
  readonly now: () => Date;
  readonly openPassword: (sealed: Uint8Array) => string;
  readonly onError: OnError;
  /** Certificates, PEM, that are trusted besides those of Node; for tests. */
  readonly trusted?: string | undefined;
}

/** @returns how many were tried */
export async function deliverMail({ db, now, openPassword, onError, trusted }: DeliveringMail): Promise<number> {
  const settings = await db.mailSettings.findUnique({ where: { id: SETTINGS_ID } });
  if (settings === null) return 0;
  const due = await db.mailDelivery.findMany({
    where: { dueAt: { lte: now() } },
    orderBy: [{ dueAt: 'asc' }, { createdAt: 'asc' }],
    take: AT_ONCE,
  });
  if (due.length === 0) return 0;
  const transport = openTransport(settings, { openPassword, trusted });
  try {
    await eachSafely(due, onError, async (mail) => await deliver({ db, now, transport, settings }, mail));
  } finally {
    transport.close();
  }
  return due.length;
}

function openTransport(
  { host, port, security, username, passwordSealed }: MailSettings,
  { openPassword, trusted }: Pick<DeliveringMail, 'openPassword' | 'trusted'>,
) {
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    // Insisted on: somebody in between could leave out that it is offered.
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(username === null || passwordSealed === null
      ? {}
      : { auth: { user: username, pass: openPassword(passwordSealed) } }),
    ...(trusted === undefined ? {} : { tls: { ca: trusted } }),
    pool: true,
    maxConnections: 1,
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    // What is sent is text of ours, never a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

async function deliver(
  {
    db,
    now,
    transport,
    settings,
  }: {
    readonly db: Db;
    readonly now: () => Date;
    readonly transport: Pick<Transporter, 'sendMail'>;
    readonly settings: MailSettings;
  },
  mail: MailDelivery,
): Promise<void> {
  const { id, dueAt, attempts, createdAt } = mail;
  const nextAt = new Date(now().getTime() + backOffMs(attempts));
  const claimed = await db.mailDelivery.updateMany({
    where: { id, dueAt },
    data: { dueAt: nextAt, attempts: { increment: 1 } },
  });
  // Another agent has it.
  if (claimed.count === 0) return;
  const problem = await send(transport, settings.sender, mail);
  const isLast = problem?.lasting === true || nextAt.getTime() - createdAt.getTime() > GIVE_UP_MS;
  await db.mailDelivery.updateMany({
    where: { id },
    data:
      problem === undefined
        ? { sentAt: now(), dueAt: null, problem: null }
        : { problem: problem.words, ...(isLast ? { dueAt: null, gaveUpAt: now() } : {}) },
  });
}

const backOffMs = (attempts: number): number =>
  BACK_OFF_MS[Math.min(attempts, BACK_OFF_MS.length - 1)] ?? BACK_OFF_MS[0];

/** @returns undefined where the server has taken it, else why not, and whether it ever will */
async function send(
  transport: Pick<Transporter, 'sendMail'>,
  sender: string,
  { id, address, subject, text, createdAt }: MailDelivery,
): Promise<{ readonly words: string; readonly lasting: boolean } | undefined> {
  try {
    await transport.sendMail({
      // As objects: text would be read for names and further addresses.
      from: { name: 'Gridbox', address: sender },
      to: { name: '', address },
      subject,
      text,
      date: createdAt,
      messageId: `<${id}@${sender.split('@').at(-1) ?? 'gridbox'}>`,
      // No holiday answers to it (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return undefined;
  } catch (error) {
    const { code, responseCode, response } = failureOf(error);
    const said = response ?? (error instanceof Error ? error.message : String(error));
    return {
      words: `It was not taken: ${said}`.slice(0, PROBLEM_CHARACTERS_MAX),
      lasting: code === REFUSED_ADDRESS && responseCode !== undefined && responseCode >= FOR_EVER_FROM,
    };
  }
}

/** What nodemailer tells of a failure beside its words. */
function failureOf(error: unknown): {
  readonly code: string | undefined;
  readonly responseCode: number | undefined;
  readonly response: string | undefined;
} {
  const of = (name: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  const [code, responseCode, response] = [of('code'), of('responseCode'), of('response')];
  return {
    code: typeof code === 'string' ? code : undefined,
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    response: typeof response === 'string' ? response : undefined,
  };
}
