import { askHttp, textOf } from '@/lib/grid/net/ask-http';
import { placeOf, type Probe } from '@/lib/grid/probe';

const FORBIDDEN = 403;

/** The gatekeeper stands where it should: it speaks, and it refuses whoever shows no certificate. */
export const probeCeTls: Probe = async (ask) => {
  const where = placeOf(ask.endpoint, 'arc');
  const answer = await askHttp(ask, { method: 'GET', path: '/arex/rest', tls: 'anybody' });
  const found = { answer: textOf(answer), facts: { httpStatus: answer.status } };
  if (answer.status === FORBIDDEN)
    return { verdict: 'ok', sentence: `${where} answers and lets nobody in without a certificate.`, ...found };
  const OK = 200;
  const sentence =
    answer.status === OK
      ? `${where} lets everybody in: it answered a request without a certificate.`
      : `${where} answered HTTP ${answer.status} where ${FORBIDDEN} is expected.`;
  return { verdict: 'critical', sentence, ...found };
};
