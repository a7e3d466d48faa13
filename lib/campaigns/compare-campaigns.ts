/** What a campaign says that the one before it did not. Pure. */
import { type CellOutcome, COMPARED_FROM_SECONDS, isBad, SLOWER_FACTOR, type TestOutcome } from '@/lib/domain/campaign';

export interface ComparedTest {
  readonly suite: string;
  readonly name: string;
  readonly outcome: TestOutcome;
  readonly seconds: number | null;
}

export interface ComparedCell {
  readonly environment: string;
  /** Null: it has not ended. */
  readonly outcome: CellOutcome | null;
  readonly tests: readonly ComparedTest[];
}

export interface SlowerTest {
  readonly test: string;
  readonly beforeSeconds: number;
  readonly afterSeconds: number;
  readonly factor: number;
}

export interface CellComparison {
  readonly environment: string;
  readonly before: CellOutcome | null;
  readonly after: CellOutcome | null;
  /** Names of tests, with their suites, in the order of the later campaign; those that are gone in that of the earlier. */
  readonly newlyFailing: readonly string[];
  readonly newlyPassing: readonly string[];
  readonly stillFailing: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
  readonly slower: readonly SlowerTest[];
}

export interface CampaignComparison {
  readonly cells: readonly CellComparison[];
  /** In one sentence, for people and for the log of a CI system. */
  readonly verdict: string;
  readonly regressed: boolean;
}

/** @example testLabel({ suite: 'io', name: 'reads' }) // 'io: reads' */
const testLabel = ({ suite, name }: Pick<ComparedTest, 'suite' | 'name'>): string =>
  suite === '' ? name : `${suite}: ${name}`;

/** One test is one name in a suite; of several of one name the worst decides, as parametrised ones are often named alike. */
function byLabel(tests: readonly ComparedTest[]): ReadonlyMap<string, ComparedTest> {
  const found = new Map<string, ComparedTest>();
  for (const test of tests) {
    const label = testLabel(test);
    const earlier = found.get(label);
    if (earlier === undefined || (isBad(test.outcome) && !isBad(earlier.outcome))) found.set(label, test);
  }
  return found;
}

/** @param before the last campaign of the same definition that has ended */
export function compareCampaigns(before: readonly ComparedCell[], after: readonly ComparedCell[]): CampaignComparison {
  const known = new Map(before.map((cell) => [cell.environment, cell]));
  const names = [
    ...after.map(({ environment }) => environment),
    ...before.map(({ environment }) => environment).filter((name) => !after.some((cell) => cell.environment === name)),
  ];
  const now = new Map(after.map((cell) => [cell.environment, cell]));
  const cells = names.map((name) => compareCells(name, known.get(name), now.get(name)));
  return { cells, ...judge(cells) };
}

function compareCells(
  environment: string,
  before: ComparedCell | undefined,
  after: ComparedCell | undefined,
): CellComparison {
  const [earlier, later] = [byLabel(before?.tests ?? []), byLabel(after?.tests ?? [])];
  const labels = [...later.keys()];
  const pick = (take: (was: ComparedTest, is: ComparedTest) => boolean): readonly string[] =>
    labels.filter((label) => {
      const [was, is] = [earlier.get(label), later.get(label)];
      return was !== undefined && is !== undefined && take(was, is);
    });
  // Where one of them told nothing of tests, nothing is new and nothing is gone: the whole did not come so far.
  const both = earlier.size > 0 && later.size > 0;
  return {
    environment,
    before: before?.outcome ?? null,
    after: after?.outcome ?? null,
    newlyFailing: pick((was, is) => !isBad(was.outcome) && isBad(is.outcome)),
    newlyPassing: pick((was, is) => isBad(was.outcome) && is.outcome === 'passed'),
    stillFailing: pick((was, is) => isBad(was.outcome) && isBad(is.outcome)),
    added: both ? labels.filter((label) => !earlier.has(label)) : [],
    gone: both ? [...earlier.keys()].filter((label) => !later.has(label)) : [],
    slower: both ? labels.flatMap((label) => slowerOf(label, earlier.get(label), later.get(label))) : [],
  };
}

function slowerOf(label: string, was: ComparedTest | undefined, is: ComparedTest | undefined): readonly SlowerTest[] {
  if (was?.outcome !== 'passed' || is?.outcome !== 'passed') return [];
  const [beforeSeconds, afterSeconds] = [was.seconds, is.seconds];
  if (beforeSeconds === null || afterSeconds === null || beforeSeconds < COMPARED_FROM_SECONDS) return [];
  const factor = afterSeconds / beforeSeconds;
  return factor < SLOWER_FACTOR ? [] : [{ test: label, beforeSeconds, afterSeconds, factor }];
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

function judge(cells: readonly CellComparison[]): Pick<CampaignComparison, 'verdict' | 'regressed'> {
  const total = (part: 'newlyFailing' | 'newlyPassing' | 'stillFailing' | 'added' | 'gone' | 'slower'): number =>
    cells.reduce((sum, cell) => sum + cell[part].length, 0);
  const worse = cells.filter(({ before, after }) => before === 'passed' && after !== null && isBad(after));
  const better = cells.filter(({ before, after }) => before !== null && isBad(before) && after === 'passed');
  const failing = total('newlyFailing');
  const parts = [
    ...(worse.length === 0 ? [] : [`passed before and not now: ${names(worse)}`]),
    ...(better.length === 0 ? [] : [`passed now and not before: ${names(better)}`]),
    ...(failing === 0 ? [] : [count(failing, 'test fails newly', 'tests fail newly')]),
    ...(total('newlyPassing') === 0 ? [] : [count(total('newlyPassing'), 'test passes again', 'tests pass again')]),
    ...(total('stillFailing') === 0 ? [] : [count(total('stillFailing'), 'test still fails', 'tests still fail')]),
    ...(total('added') === 0 ? [] : [count(total('added'), 'test is new', 'tests are new')]),
    ...(total('gone') === 0 ? [] : [count(total('gone'), 'test is gone', 'tests are gone')]),
    ...(total('slower') === 0
      ? []
      : [count(total('slower'), 'test takes', 'tests take') + ` ${SLOWER_FACTOR} times as long or longer`]),
  ];
  const words = parts.length === 0 ? 'nothing has changed' : parts.join('; ');
  return { verdict: `${words.charAt(0).toUpperCase()}${words.slice(1)}.`, regressed: worse.length > 0 || failing > 0 };
}

const names = (cells: readonly CellComparison[]): string => cells.map(({ environment }) => environment).join(', ');
