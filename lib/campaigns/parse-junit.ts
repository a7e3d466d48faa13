/**
 * Reads JUnit XML, as surefire, pytest and their like write it: https://github.com/testmoapp/junitxml. A test wrote it, so it is
 * hostile: bounded in size, depth and number, no document type, no entity of its own.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { JUNIT_BYTES_MAX, type TestOutcome } from '@/lib/domain/campaign';

export interface JUnitTest {
  readonly suite: string;
  readonly name: string;
  readonly outcome: TestOutcome;
  /** Null where it is not said. */
  readonly seconds: number | null;
  /** Of a failure, an error or a skip; empty where nothing is said. */
  readonly message: string;
}

/** What is wrong with the text, with its place where the parser tells it. */
export class JUnitFailure extends Error {
  override readonly name = 'JUnitFailure';
}

/** Suites may hold suites; a report is three deep. */
const DEPTH_MAX = 16;
const NAME_CHARACTERS_MAX = 500;
const MESSAGE_CHARACTERS_MAX = 4_000;
/** A year, in seconds: more is no time of a test. */
const SECONDS_MAX = 365 * 24 * 60 * 60;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  // The five of XML and characters by number; a document that declares others was refused before.
  processEntities: { enabled: true, maxTotalExpansions: 500_000, maxExpandedLength: 4 * JUNIT_BYTES_MAX },
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 2 * DEPTH_MAX,
  isArray: (_name, _path, _leaf, isAttribute) => !isAttribute,
});

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const nodes = (parent: Node, name: string): readonly Node[] => {
  const list = parent[name];
  if (!Array.isArray(list)) return [];
  // An element without attributes and children is bare text to the parser.
  return list.map((each: unknown) => (isNode(each) ? each : { '#text': each }));
};
const attribute = (node: Node, name: string): string => {
  const value = node[`@${name}`];
  return typeof value === 'string' ? value : '';
};
const text = (node: Node): string => {
  const value = node['#text'];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((each) => typeof each === 'string').join('');
};
/** As the database takes it: no NUL, no half of a character. */
const kept = (value: string, most: number): string =>
  Buffer.from(value.replaceAll('\0', '\uFFFD').slice(0, most)).toString();

/** @throws JUnitFailure with a sentence, for whatever is no such report. */
export function parseJUnit(xml: string): readonly JUnitTest[] {
  if (Buffer.byteLength(xml) > JUNIT_BYTES_MAX)
    throw new JUnitFailure(`It is larger than ${JUNIT_BYTES_MAX / 1024 ** 2} MiB.`);
  if (/<!DOCTYPE|<!ENTITY/i.test(xml))
    throw new JUnitFailure('It declares a document type or entities, which is refused.');
  const valid = XMLValidator.validate(xml, { allowBooleanAttributes: false });
  if (valid !== true)
    throw new JUnitFailure(
      `It is not XML: line ${valid.err.line}, column ${valid.err.col}: ${kept(valid.err.msg, NAME_CHARACTERS_MAX)}`,
    );
  let root: unknown;
  try {
    root = parser.parse(xml);
  } catch (error) {
    throw new JUnitFailure(`It cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isNode(root)) throw new JUnitFailure('It has no <testsuites> and no <testsuite>.');
  const top = [...nodes(root, 'testsuites'), ...nodes(root, 'testsuite')];
  if (top.length === 0) throw new JUnitFailure('It has no <testsuites> and no <testsuite>.');
  const tests: JUnitTest[] = [];
  for (const each of top) collect(each, [], tests, 0);
  return tests;
}

function collect(suite: Node, above: readonly string[], tests: JUnitTest[], depth: number): void {
  if (depth > DEPTH_MAX) throw new JUnitFailure(`Its suites lie more than ${DEPTH_MAX} deep in each other.`);
  const own = attribute(suite, 'name');
  // The root of pytest and others repeats the name of its one suite.
  const names = own === '' || above.includes(own) ? above : [...above, own];
  for (const test of nodes(suite, 'testcase')) {
    const name = attribute(test, 'name');
    if (name === '') throw new JUnitFailure(`A test of the suite “${names.join(' / ')}” has no name.`);
    tests.push(readTest(test, name, names));
  }
  for (const inner of nodes(suite, 'testsuite')) collect(inner, names, tests, depth + 1);
}

function readTest(test: Node, name: string, names: readonly string[]): JUnitTest {
  const said = (['error', 'failure', 'skipped'] as const).flatMap((kind) =>
    nodes(test, kind)
      .slice(0, 1)
      .map((node) => ({
        kind,
        message: [attribute(node, 'message'), text(node)].filter((part) => part !== '').join('\n'),
      })),
  );
  const [first] = said;
  const seconds = Number(attribute(test, 'time').replaceAll(',', ''));
  const className = attribute(test, 'classname');
  return {
    suite: kept([...names, className].filter((part) => part !== '').join(' / '), NAME_CHARACTERS_MAX),
    name: kept(name, NAME_CHARACTERS_MAX),
    outcome: first === undefined ? 'passed' : first.kind === 'failure' ? 'failed' : first.kind,
    seconds:
      attribute(test, 'time') !== '' && Number.isFinite(seconds) && seconds >= 0 && seconds <= SECONDS_MAX
        ? seconds
        : null,
    message: kept(first?.message ?? '', MESSAGE_CHARACTERS_MAX),
  };
}
