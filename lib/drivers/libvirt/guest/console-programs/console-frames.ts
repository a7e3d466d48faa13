/** What is typed into a guest's console for us, and what its answers say. Pure: text in, text out. */
import { programEnd, type ProgramEnd } from '@/lib/drivers/libvirt/program-end';
import type { GuestProgram } from '@/lib/drivers/port';
import { type GuestScript, md5 } from './guest-script';

/** Ends the line that stands at the prompt, whatever is in it; never a program. */
export const KILL_LINE = '\x15';
/** Ends what runs in the foreground. Typed only where that is ours. */
const INTERRUPT = '\x03';
const END_OF_INPUT = '\x04';
/** Of base64 on a typed line: a multiple of four, and far below what a terminal takes as one line. */
const LINE_LENGTH = 160;

/*
 * A mark is typed with a quote in it and answered without: what comes back is never the echo of what was typed. A line of the
 * shell's own editor costs the guest an echo for each letter, so only three short ones are typed there. All others go to a
 * second shell that reads them as a script: no editor, and no echo. (Not through `cat`: busybox's copies in the kernel, from
 * where lines of a terminal come late or never.)
 */
export const typeProbe = (mark: string): string => `${KILL_LINE}${probeEcho(mark)}\r`;
export const probeAnswer = (mark: string): string => `0${mark}`;
/** A shell at its prompt shows what is typed. */
export const probeEcho = (mark: string): string => `echo 0"${mark}"`;
/** Frees what somebody left who died amid a conversation: the rest of a request, and the shell that read it. At a prompt it does nothing. */
export const RESCUE = 'E\rcase $0 in /proc/*)exit;;esac\r';
export const typeOpening = (mark: string): string =>
  `stty -echo;echo 1"${mark}";sh /proc/self/fd/0;stty echo;echo 2"${mark}"\r`;
export const openingAnswer = (mark: string): string => `1${mark}`;
export const CLOSING = END_OF_INPUT;
export const closingAnswer = (mark: string): string => `2${mark}`;
/** Leaves what was opened in whatever state it is in: the shell is at its prompt after it, and echoes. */
export const LEAVING = `${INTERRUPT}${KILL_LINE}stty echo\r`;

export interface Question {
  readonly tag: string;
  readonly words: readonly string[];
  readonly body?: string | undefined;
}

/** One call of the script in the guest; where that is not there, an exclamation mark and the tag come back. */
export function typeQuestion(script: GuestScript, { tag, words, body }: Question): string {
  const call = `sh ${script.path} ${[tag, ...words].join(' ')} 2>/dev/null`;
  const otherwise = `|| echo !"${tag}"`;
  return body === undefined ? `${call} </dev/null ${otherwise}\n` : `${call} <<'E' ${otherwise}\n${body}E\n`;
}
export const missingAnswer = (tag: string): string => `!${tag}`;

/** It bears its name only where it arrived whole. */
export function typeScript({ folder, path, checksum, text }: GuestScript): string {
  return `umask 077;mkdir -p ${folder};cat >${path}.new <<'E'
${text}E
s=$(md5sum <${path}.new)
[ "\${s%% *}" = ${checksum} ]&&mv ${path}.new ${path}
`;
}

/** What `start` reads; base64 is all that stands in it. */
export function writeRequest({ argv, input }: GuestProgram): { readonly body: string; readonly checksum: string } {
  const body = [...argv.flatMap((word) => [...encode(word), '.']), '=', ...encode(input ?? ''), ''].join('\n');
  return { body, checksum: md5(body) };
}

const encode = (text: string): readonly string[] =>
  Buffer.from(text)
    .toString('base64')
    .match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];

/**
 * @returns `noise` where the answer has come and something else stands amid it, undefined while it has not come whole.
 */
export function readAnswer(text: string, tag: string): Buffer | 'noise' | 'missing' | undefined {
  if (text.includes(missingAnswer(tag))) return 'missing';
  const end = text.indexOf(`}${tag}`);
  if (end < 0) return undefined;
  const begin = text.lastIndexOf(`{${tag} `, end);
  const [head, length, checksum] = /^\S+ (\d+) ([0-9a-f]{32})\r?\n/.exec(begin < 0 ? '' : text.slice(begin, end)) ?? [];
  if (head === undefined) return 'noise';
  const body = text
    .slice(begin + head.length, end)
    .replaceAll('\r', '')
    .trimEnd();
  const whole = body.length === Number(length) && md5(`${body}\n`) === checksum;
  return whole ? Buffer.from(body, 'base64') : 'noise';
}

export type ReadAnswer =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'running'; readonly ageMs: number }
  | {
      readonly kind: 'ended';
      readonly exit: ProgramEnd;
      readonly outBytes: number;
      readonly errBytes: number;
      /** Both outputs, one after the other, where they are short. */
      readonly rest: Buffer;
    };

/** What left no word was killed with the shell that watched it, and a shell would have called that so: nothing else ends it. */
const KILLED = 137;

/** Undefined where it is not understood. */
export function parseRead(answer: Buffer): ReadAnswer | undefined {
  const lineEnd = answer.indexOf('\n');
  const [word, ...fields] = answer.toString('latin1', 0, Math.max(0, lineEnd)).split(' ');
  if (word === 'unknown') return { kind: 'unknown' };
  const [first = '', second = '', third = ''] = fields;
  if (word === 'running') {
    const ageMs = (Number(second) - Number(first)) * 1_000;
    return Number.isFinite(ageMs) ? { kind: 'running', ageMs: Math.max(0, ageMs) } : undefined;
  }
  if (word !== 'ended' || !/^(-|\d+)$/.test(first) || !/^\d+$/.test(second) || !/^\d+$/.test(third)) return undefined;
  return {
    kind: 'ended',
    exit: programEnd(first === '-' ? KILLED : Number(first)),
    outBytes: Number(second),
    errBytes: Number(third),
    rest: answer.subarray(lineEnd + 1),
  };
}
