import { askHttp, type HttpAnswer, type HttpQuestion, textOf } from '@/lib/grid/net/ask-http';
import { placeOf, type Probe } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';
import { makeProbeFile } from './probe-file';

const OK = [200, 201, 204];
const NOT_FOUND = 404;
const TIDY_MS = 4_000;

/** The same as over XRootD, by the other door of the SE. */
export const probeSeHttp: Probe = async (ask) => {
  const where = placeOf(ask.endpoint, 'http');
  const file = makeProbeFile();
  const path = `${ask.endpoint.dataPath}/${file.name}`;
  const story: string[] = [];
  const http = async (method: HttpQuestion['method'], more: Partial<HttpQuestion> = {}): Promise<HttpAnswer> => {
    const answer = await askHttp(ask, { method, path, tls: false, ...more });
    story.push(`${method} ${answer.status}`);
    return answer;
  };
  const must = async (method: HttpQuestion['method'], more?: Partial<HttpQuestion>): Promise<HttpAnswer> => {
    const answer = await http(method, more);
    if (OK.includes(answer.status)) return answer;
    throw new ProbeFault('critical', `${where} answered HTTP ${answer.status} to ${method} of a file.`, {
      answer: textOf(answer),
    });
  };
  let removed = false;
  try {
    await must('PUT', { body: file.bytes, headers: { 'Content-Type': 'application/octet-stream' } });
    const { headers } = await must('HEAD', { headers: { 'Want-Digest': 'adler32' } });
    const digest = String(headers['digest'] ?? '');
    const [, kept = ''] = /^adler32=([0-9a-f]{1,8})$/i.exec(digest) ?? [];
    if (kept.toLowerCase().padStart(8, '0') !== file.adler32)
      throw new ProbeFault(
        'critical',
        `${where} has another checksum (${digest === '' ? 'none' : digest}) than was sent (${file.adler32}).`,
        { answer: digest },
      );
    if (!(await must('GET')).body.equals(file.bytes))
      throw new ProbeFault('critical', `A file came back from ${where} with other bytes.`);
    await must('DELETE');
    removed = true;
    const gone = await http('GET');
    if (gone.status !== NOT_FOUND)
      throw new ProbeFault('critical', `${where} answered HTTP ${gone.status} for a file that was removed.`, {
        answer: story.join('\n'),
      });
    return {
      verdict: 'ok',
      sentence: `A file was put at ${where}, came back the same, and is gone.`,
      answer: story.join('\n'),
      facts: { adler32: file.adler32 },
    };
  } finally {
    if (!removed)
      // The failure that is told is the first one.
      await askHttp({ ...ask, signal: AbortSignal.timeout(TIDY_MS) }, { method: 'DELETE', path, tls: false }).catch(
        () => undefined,
      );
  }
};
