/**
 * A document of the HEP Benchmark Suite (https://gitlab.cern.ch/hep-benchmarks/hep-benchmark-suite): one file a host and run of
 * the suite, with a score for each benchmark. Keys that are not known are tolerated: newer suites write more of them. Pure.
 */
import { parse as findErrors, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { IMPORT_BYTES_MAX, IMPORT_NAME_MAX, IMPORT_TAGS_MAX, type ImportedOn } from '@/lib/domain/imported-result';
import { formatBytes } from '@/lib/utils/units';
import { failed, type ImportedMeasurement, ProblemList, type ReadImport } from './measurement';
import { checkFigure, readTime } from './read-words';

interface Profile {
  readonly benchmark: string;
  readonly unit: string;
}
/** Those with a plain `score`, as the suite's own names have them. */
const SCORED: Readonly<Record<string, Profile>> = {
  hs06_32: { benchmark: 'HS06, 32 bit', unit: 'HS06' },
  hs06_64: { benchmark: 'HS06, 64 bit', unit: 'HS06' },
  spec2017: { benchmark: 'SPEC CPU2017', unit: 'SPEC2017' },
};
const KNOWN = ['hepscore', ...Object.keys(SCORED), 'DB12'];

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param measuredOn The document does not tell whether its host was a virtual one. */
export function readSuite(text: string, measuredOn: ImportedOn, now: Date): ReadImport {
  const problems = new ProblemList();
  const bytes = Buffer.byteLength(text);
  if (bytes > IMPORT_BYTES_MAX) {
    problems.addWhole(`It has ${formatBytes(bytes)}; at most ${formatBytes(IMPORT_BYTES_MAX)} are read at once.`);
    return failed(problems);
  }
  const document = readJson(text.replace(/^\uFEFF/, ''), problems);
  if (document === undefined) return failed(problems);
  if (!isFields(document)) {
    problems.addWhole(`It is ${kindOf(document)}; a document of the suite is an object, one a file.`);
    return failed(problems);
  }
  const at = (field: string, message: string): undefined => {
    problems.add({ line: null, column: null, field, message });
  };
  const documentId = textAt(document, ['_id'], at);
  const time = textAt(document, ['_timestamp'], at);
  const started = time === undefined ? undefined : readTime(time, now);
  if (started !== undefined && 'problem' in started) at('_timestamp', started.problem);
  const host = fieldsAt(document, ['host'], at);
  const hostName = host === undefined ? undefined : textAt(document, ['host', 'hostname'], at);
  const profiles = fieldsAt(document, ['profiles'], at);
  if (profiles === undefined) return failed(problems);
  const scores = readScores(document, profiles, at);
  if (scores.length === 0 && problems.count === 0)
    at('profiles', `has none of ${KNOWN.join(', ')}${Object.keys(profiles).length === 0 ? ': it is empty' : ''}`);
  if (problems.count > 0 || host === undefined || hostName === undefined || documentId === undefined)
    return failed(problems);
  const common = {
    line: null,
    metric: 'score',
    direction: 'higher-is-better',
    hostName,
    measuredOn,
    ends: 'one',
  } as const;
  const measurements: ImportedMeasurement[] = scores.map(({ score, ...profile }) => ({
    ...common,
    ...profile,
    samples: [score],
    at: started !== undefined && 'value' in started ? started.value : now,
    parameters: copiesOf(host),
    cpuModel: shortText(dig(host, ['HW', 'CPU', 'CPU_Model'])),
    emulated: undefined,
    tags: tagsOf(document, host),
  }));
  const others = Object.keys(profiles).filter((name) => !KNOWN.includes(name));
  const leftOut =
    others.length === 0 ? [] : [`profiles that are no benchmark known here: ${others.slice(0, 10).join(', ')}`];
  return { measurements, problems: [], problemCount: 0, documentId, leftOut };
}

type Tell = (field: string, message: string) => undefined;
type Score = Profile & { readonly version: string; readonly score: number };

function readScores(document: Fields, profiles: Fields, at: Tell): Score[] {
  const scores: Score[] = [];
  const push = (profile: Profile, path: readonly string[], version = '') => {
    const score = scoreAt(document, path, at);
    if (score !== undefined) scores.push({ ...profile, version, score });
  };
  for (const name of Object.keys(profiles)) {
    if (!KNOWN.includes(name)) continue;
    const path = ['profiles', name];
    const profile = fieldsAt(document, path, at);
    if (profile === undefined) continue;
    const scored = SCORED[name];
    if (scored !== undefined) push(scored, [...path, 'score']);
    else if (name === 'DB12') {
      const unit = textAt(document, [...path, 'unit'], at);
      if (unit !== undefined) push({ benchmark: 'DB12', unit }, [...path, 'value']);
    } else {
      // Newer suites keep HEPscore's whole report, older ones its score alone.
      const inReport = 'report' in profile;
      const settings = dig(profile, inReport ? ['report', 'settings'] : ['settings']);
      const benchmark = shortText(dig(settings, ['name'])) ?? 'HEPscore';
      const version = shortText(dig(settings, ['version'])) ?? '';
      push({ benchmark, unit: benchmark }, [...path, ...(inReport ? ['report'] : []), 'score'], version);
    }
  }
  return scores;
}

/** The value at a path; undefined where there is none. */
function dig(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const key of path) here = isFields(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  return here;
}
const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
};
const missingOr = (value: unknown, wanted: string): string =>
  value === undefined ? 'is missing' : `is ${kindOf(value)}, not ${wanted}`;

function fieldsAt(document: Fields, path: readonly string[], at: Tell): Fields | undefined {
  const value = dig(document, path);
  return isFields(value) ? value : at(path.join('.'), missingOr(value, 'an object'));
}
function textAt(document: Fields, path: readonly string[], at: Tell): string | undefined {
  const value = dig(document, path);
  if (typeof value !== 'string') return at(path.join('.'), missingOr(value, 'text'));
  const text = value.trim();
  if (text === '') return at(path.join('.'), 'is empty');
  if (text.length > IMPORT_NAME_MAX)
    return at(path.join('.'), `has ${text.length} characters; at most ${IMPORT_NAME_MAX}`);
  return /\p{Cc}/u.test(text) ? at(path.join('.'), 'holds a control character') : text;
}
function scoreAt(document: Fields, path: readonly string[], at: Tell): number | undefined {
  const value = dig(document, path);
  if (typeof value !== 'number') return at(path.join('.'), missingOr(value, 'a number'));
  const figure = checkFigure(value);
  return 'value' in figure ? figure.value : at(path.join('.'), figure.problem);
}

/** What need not be there is kept where it is short enough to be told in a list. */
function shortText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value)
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();
  return text === '' ? undefined : text.slice(0, IMPORT_NAME_MAX);
}

/** So many copies of a benchmark ran at once; another number is another measurement. */
function copiesOf(host: Fields): string {
  const copies = dig(host, ['FLAGS', 'mp_num']);
  return typeof copies === 'number' ? `mp_num=${copies}` : '';
}

function tagsOf(document: Fields, host: Fields): Record<string, string> {
  const tags = dig(host, ['tags']);
  const pairs = isFields(tags) ? Object.entries(tags) : [];
  const version = shortText(dig(document, ['json_version']));
  const kept = pairs.flatMap(([name, value]) => {
    const text = typeof value === 'boolean' ? String(value) : shortText(value);
    return text === undefined ? [] : [[name.slice(0, IMPORT_NAME_MAX), text] as const];
  });
  return Object.fromEntries(
    [...kept, ...(version === undefined ? [] : [['json_version', version] as const])].slice(0, IMPORT_TAGS_MAX),
  );
}

function readJson(text: string, problems: ProblemList): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own sentence names no line; a second reading finds it.
    problems.add({ ...firstError(text), column: null, field: '' });
    return undefined;
  }
}

function firstError(text: string): { readonly line: number | null; readonly message: string } {
  const errors: ParseError[] = [];
  try {
    findErrors(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    // It reads by recursion, and ends thus in brackets within brackets within brackets.
    if (!(error instanceof RangeError)) throw error;
  }
  const [first] = errors;
  if (first === undefined) return { line: null, message: 'It is not JSON.' };
  const line = text.slice(0, first.offset).split('\n').length;
  const words = printParseErrorCode(first.error)
    .replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
  const found = text.slice(first.offset, first.offset + 20).split('\n')[0] ?? '';
  return { line, message: `not JSON: ${words}${found === '' ? '' : ` at “${found}”`}` };
}
