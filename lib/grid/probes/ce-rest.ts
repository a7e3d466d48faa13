import { z } from 'zod';
import { askHttp, textOf } from '@/lib/grid/net/ask-http';
import { parseJson } from '@/lib/grid/net/parse-json';
import { placeOf, type Probe } from '@/lib/grid/probe';

const MOST_VERSIONS = 20;
/** One version stands alone, several in a list. */
const Versions = z.object({ version: z.union([z.string(), z.array(z.string()).max(MOST_VERSIONS)]) });

/** A member of a VO gets through the CE's authorization and mapping. */
export const probeCeRest: Probe = async (ask) => {
  const where = placeOf(ask.endpoint, 'arc');
  const answer = await askHttp(ask, {
    method: 'GET',
    path: '/arex/rest',
    headers: { Accept: 'application/json' },
    tls: 'member',
  });
  const found = { answer: textOf(answer), facts: { httpStatus: answer.status } };
  const FORBIDDEN = 403;
  if (answer.status === FORBIDDEN)
    return {
      verdict: 'critical',
      sentence: `${where} refuses the member: its groups or its mapping do not know the certificate.`,
      ...found,
    };
  const OK = 200;
  if (answer.status !== OK)
    return { verdict: 'critical', sentence: `${where} answered HTTP ${answer.status} to a member.`, ...found };
  const { version } = parseJson(answer.body, Versions, `${where}, its versions`);
  const versions = [version].flat().join(', ');
  return {
    verdict: 'ok',
    sentence: `${where} lets the member in; interface ${versions}.`,
    ...found,
    facts: { ...found.facts, versions },
  };
};
