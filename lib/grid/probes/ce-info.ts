import { z } from 'zod';
import { type ProbeVerdict, worstVerdict } from '@/lib/domain/probe';
import { askHttp } from '@/lib/grid/net/ask-http';
import { parseJson } from '@/lib/grid/net/parse-json';
import { placeOf, type Probe } from '@/lib/grid/probe';

/** One statement of the document on how a part of the CE is. */
export interface HealthStatement {
  /** Name or ID of the part. */
  readonly part: string;
  readonly verdict: ProbeVerdict;
  readonly words: string;
}

/** EndpointHealthState_t of GLUE 2.0 (GFD.147, B.13). */
const HEALTH: Readonly<Record<string, ProbeVerdict>> = {
  ok: 'ok',
  warning: 'warning',
  critical: 'critical',
  unknown: 'unknown',
  other: 'unknown',
};
/** ServingState_t (GFD.147, B.25): all but `production` take no new job, some for good reason. */
const SERVING: Readonly<Record<string, ProbeVerdict>> = {
  production: 'ok',
  draining: 'warning',
  queueing: 'warning',
  closed: 'warning',
};

/** A description nests some ten levels; more is not one. */
const DEEPEST = 40;
const MOST_NODES = 200_000;

/**
 * Every health and serving state of a description, wherever it stands: the shape of the document differs between versions, the
 * names of the attributes do not.
 * @throws RangeError for a document that nests deeper, or holds more, than a description does.
 */
export function findHealth(document: unknown): HealthStatement[] {
  const found: HealthStatement[] = [];
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: document, depth: 0 }];
  let nodes = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    nodes += 1;
    if (depth > DEEPEST || nodes > MOST_NODES) throw new RangeError('the description is deeper or larger than a CE’s');
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) found.push(...statementsOf(value as Readonly<Record<string, unknown>>));
    for (const child of Object.values(value)) open.push({ value: child, depth: depth + 1 });
  }
  return found;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

function statementsOf(part: Readonly<Record<string, unknown>>): HealthStatement[] {
  const name = text(part['Name']) || text(part['ID']) || 'a part without a name';
  const statements: HealthStatement[] = [];
  if ('HealthState' in part) {
    const state = text(part['HealthState']);
    const info = text(part['HealthStateInfo']);
    statements.push({
      part: name,
      verdict: HEALTH[state] ?? 'unknown',
      words: `health ${state === '' ? 'not said' : state}${info === '' ? '' : ` (${info})`}`,
    });
  }
  if ('ServingState' in part) {
    const state = text(part['ServingState']);
    statements.push({
      part: name,
      verdict: SERVING[state] ?? 'unknown',
      words: `serving ${state === '' ? 'not said' : state}`,
    });
  }
  return statements;
}

const SHOWN = 3;

/** What the CE publishes of itself: an information system that is ill keeps jobs away as surely as a dead one. */
export const probeCeInfo: Probe = async (ask) => {
  const where = placeOf(ask.endpoint, 'arc');
  const answer = await askHttp(ask, {
    method: 'GET',
    path: '/arex/rest/1.0/info',
    headers: { Accept: 'application/json' },
    tls: 'member',
  });
  const OK = 200;
  if (answer.status !== OK)
    return {
      verdict: 'critical',
      sentence: `${where} answered HTTP ${answer.status} to the question for its description.`,
      answer: answer.body.toString('utf8'),
    };
  if (answer.body.length === 0)
    return {
      verdict: 'critical',
      sentence: `${where} has no description of itself yet: it collects one after it has started.`,
    };
  const statements = findHealth(parseJson(answer.body, z.record(z.string(), z.unknown()), `${where}, its description`));
  const facts = { statements: statements.length, bytes: answer.body.length };
  const lines = statements.map(({ part, words }) => `${part}: ${words}`).join('\n');
  if (statements.length === 0)
    return {
      verdict: 'critical',
      sentence: `The description of ${where} says nothing of any endpoint.`,
      answer: answer.body.toString('utf8'),
      facts,
    };
  const verdict = worstVerdict(statements.map((each) => each.verdict));
  if (verdict === 'ok')
    return {
      verdict,
      sentence: `All ${statements.length} states that ${where} publishes are ok.`,
      answer: lines,
      facts,
    };
  const ill = statements.filter((each) => each.verdict !== 'ok');
  const said = ill.slice(0, SHOWN).map(({ part, words }) => `${part}: ${words}`);
  const more = ill.length > SHOWN ? ` and ${ill.length - SHOWN} more` : '';
  return { verdict, sentence: `${where} publishes ${said.join('; ')}${more}.`, answer: lines, facts };
};
