/** A submission of the BLAH protocol as a request to a batch system. Attributes: src/blah_common_submit_functions.sh of BLAH. */
import { type JobRequest, type Lrms, LRMS } from '@/lib/domain/batch-job';
import { type ClassAd, ClassAdError, parseClassAd } from './class-ad';
import { readRequirements } from './requirements';

export interface BlahSubmission {
  readonly lrms: Lrms;
  readonly request: JobRequest;
  /** How the client calls it: by this it may ask again for what was not answered. */
  readonly clientJobId: string | undefined;
  /** What was asked for and is not acted on, in words; for the log of whoever submits. */
  readonly ignored: readonly string[];
}

/** Names in `CERequirements` that mean the execution environment, the first one being ours. */
const ENVIRONMENT_NAMES = ['gridimage', 'executionenvironment', 'environment'];
/** Acted on above or below; everything else of a description is told as ignored. */
const KNOWN = new Set(
  [
    'gridtype',
    'cmd',
    'args',
    'arguments',
    'env',
    'environment',
    'in',
    'out',
    'err',
    'iwd',
    'queue',
    'nodenumber',
    'batchproject',
    'batchruntime',
    'requestmemory',
    'cerequirements',
    'jobname',
    'clientjobid',
  ].map((name) => name.toLowerCase()),
);

/** In which a word may have an end of a line. */
const MANY_LINES = new Set(['args', 'arguments', 'env', 'environment']);

/** @throws ClassAdError in the words and with the meaning of blahpd's own errors */
export function readSubmission(description: string): BlahSubmission {
  const ad = parseClassAd(description);
  const gridtype = textOf(ad, 'gridtype');
  if (gridtype === undefined) throw new ClassAdError('Missing gridtype in submission classAd');
  const lrms = LRMS.find((each) => each === gridtype.toLowerCase());
  if (lrms === undefined) throw new ClassAdError(`gridtype ${gridtype} is none of ${LRMS.join(', ')}`);
  const command = textOf(ad, 'cmd');
  if (command === undefined || command === '') throw new ClassAdError('Missing Cmd in submission classAd');
  const workFolder = textOf(ad, 'iwd');
  const place = (name: string): string | undefined => pathOf(name, textOf(ad, name), workFolder);
  const wanted = requirementsOf(ad);
  const environmentKey = ENVIRONMENT_NAMES.find((name) => wanted.equal.has(name));
  const environment = environmentKey === undefined ? undefined : wanted.equal.get(environmentKey);
  return {
    lrms,
    clientJobId: textOf(ad, 'clientjobid'),
    request: {
      command,
      args: argumentsOf(ad),
      environment: environmentOf(ad),
      queue: textOf(ad, 'queue'),
      name: textOf(ad, 'jobname'),
      workFolder: pathOf('iwd', workFolder, undefined),
      stdinPath: place('in'),
      stdoutPath: place('out'),
      stderrPath: place('err'),
      wallSeconds: wholeOf(ad, 'batchruntime'),
      memoryMiB: wholeOf(ad, 'requestmemory'),
      nodes: wholeOf(ad, 'nodenumber'),
      project: textOf(ad, 'batchproject'),
      executionEnvironment: environment === undefined ? undefined : String(environment),
    },
    ignored: [
      ...[...ad.keys()].filter((name) => !KNOWN.has(name)),
      ...[...wanted.equal.keys()].filter((name) => name !== environmentKey).map((name) => `CERequirements: ${name}`),
      ...wanted.notUnderstood.map((part) => `CERequirements: ${part}`),
    ],
  };
}

function textOf(ad: ClassAd, name: string): string | undefined {
  const value = ad.get(name);
  if (value === undefined || value.kind === 'undefined') return undefined;
  if (value.kind === 'number') return String(value.value);
  if (value.kind !== 'text') throw new ClassAdError(`${name} has to be text`);
  if (/\p{Cc}/u.test(MANY_LINES.has(name) ? value.text.replaceAll(/[\n\t]/g, '') : value.text))
    throw new ClassAdError(`${name} has control characters`);
  return value.text;
}

function wholeOf(ad: ClassAd, name: string): number | undefined {
  const value = ad.get(name);
  if (value === undefined || value.kind === 'undefined') return undefined;
  const number = value.kind === 'number' ? value.value : value.kind === 'text' ? Number(value.text) : Number.NaN;
  if (!Number.isSafeInteger(number) || number < 1) throw new ClassAdError(`${name} has to be a whole number from 1`);
  return number;
}

function pathOf(name: string, path: string | undefined, folder: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined;
  if (path.startsWith('/')) return path;
  if (folder?.startsWith('/') === true) return `${folder.replace(/\/+$/, '')}/${path}`;
  throw new ClassAdError(`${name} has to be an absolute path, or Iwd one`);
}

/** Two forms, as HTCondor's: words with spaces between (single quotes hold one together), or the old one, spaces alone. */
function argumentsOf(ad: ClassAd): readonly string[] {
  const written = textOf(ad, 'arguments') ?? textOf(ad, 'args');
  return written === undefined ? [] : splitQuoted(written, /\s/, 'Args');
}

/** `A=1;B=2` or, in the newer form, `A=1 'B=two words'`. */
function environmentOf(ad: ClassAd): Readonly<Record<string, string>> {
  const written = textOf(ad, 'environment') ?? textOf(ad, 'env');
  if (written === undefined) return {};
  const parts = written.includes(';') ? splitQuoted(written, /;/, 'Env') : splitQuoted(written, /\s/, 'Env');
  return Object.fromEntries(
    parts
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const [, name, value] = /^\s*([A-Za-z_]\w*)=([\s\S]*)$/.exec(part) ?? [];
        if (name === undefined || value === undefined)
          throw new ClassAdError(`Env has a part that is no NAME=VALUE: ${part}`);
        return [name, value];
      }),
  );
}

/** Parts by a separator outside of single quotes; two of those within quotes mean one. */
function splitQuoted(text: string, separator: RegExp, what: string): string[] {
  const parts: string[] = [];
  let [part, begun, quoted] = ['', false, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === "'" && quoted && text.charAt(at + 1) === "'") {
      part += sign;
      at += 1;
    } else if (sign === "'") {
      quoted = !quoted;
      begun = true;
    } else if (!quoted && separator.test(sign)) {
      if (begun) parts.push(part);
      [part, begun] = ['', false];
    } else {
      part += sign;
      begun = true;
    }
  }
  if (quoted) throw new ClassAdError(`${what} has a single quote that does not close`);
  return begun ? [...parts, part] : parts;
}

function requirementsOf(ad: ClassAd) {
  const value = ad.get('cerequirements');
  if (value === undefined || value.kind === 'undefined') return readRequirements('');
  if (value.kind !== 'text' && value.kind !== 'expression') throw new ClassAdError('CERequirements has to be text');
  return readRequirements(value.text);
}
