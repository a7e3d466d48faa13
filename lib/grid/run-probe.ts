import {
  LONGEST_ANSWER,
  LONGEST_SENTENCE,
  type ProbeFact,
  type ProbeId,
  PROBES,
  type ProbeResult,
  type ProbeVerdict,
} from '@/lib/domain/probe';
import { formatDuration } from '@/lib/utils/time';
import type { Probe, ProbeClients, ProbeEndpoint } from './probe';
import { ProbeFault } from './probe-fault';
import { PROBE_RUNNERS } from './registry';

export interface RunProbeOptions {
  readonly endpoint: ProbeEndpoint;
  readonly clients: ProbeClients;
  /** Nobody wants to know any more; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  readonly now?: () => Date;
  readonly deadlineMs?: number | undefined;
  readonly runner?: Probe | undefined;
}

/**
 * Asks once, and makes a verdict of whatever happens within the deadline of the probe.
 * @throws the signal's reason where it fires; nothing else.
 */
export async function runProbe(probe: ProbeId, options: RunProbeOptions): Promise<ProbeResult> {
  const { endpoint, clients, signal, now = () => new Date() } = options;
  const { needsIdentity, deadlineMs: usual } = PROBES[probe];
  const deadlineMs = options.deadlineMs ?? usual;
  signal?.throwIfAborted();
  const began = performance.now();
  const result = (
    verdict: ProbeVerdict,
    sentence: string,
    answer: string | undefined,
    facts: Readonly<Record<string, ProbeFact>>,
  ): ProbeResult => ({
    probe,
    verdict,
    sentence: shown(sentence, LONGEST_SENTENCE),
    latencyMs: Math.round(performance.now() - began),
    answer: answer === undefined ? undefined : shown(answer, LONGEST_ANSWER),
    facts: Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, shownFact(fact)])),
  });
  if (needsIdentity && endpoint.identity === undefined)
    return result('unknown', 'It asks as a member, and no certificate with a key is set up for it.', undefined, {});
  const stop = new AbortController();
  const late = new ProbeFault('critical', `No whole answer within ${formatDuration(deadlineMs)}.`);
  const timer = setTimeout(() => stop.abort(late), deadlineMs);
  const onAbort = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const ask = { endpoint, clients, signal: stop.signal, now };
    const asked = (options.runner ?? PROBE_RUNNERS[probe])(ask);
    const found = await untilAborted(asked, stop.signal);
    return result(found.verdict, found.sentence, found.answer, found.facts ?? {});
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    // Whatever a cut connection was seen as, it was cut because of the deadline.
    const fault = stop.signal.aborted ? (ProbeFault.is(error) && error.answer !== undefined ? error : late) : error;
    if (ProbeFault.is(fault)) return result(fault.verdict, fault.message, fault.answer, fault.facts);
    const said = error instanceof Error ? error.message : String(error);
    return result('unknown', `The probe itself failed: ${said}`, undefined, {});
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    // What is still open closes, also where the probe was through.
    stop.abort(late);
  }
}

/** Rejects when the signal fires even where the work does not listen; what the work does afterwards is nobody's business. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    // A probe that listens tells what it had by then: it is given a moment for that.
    const PARTING_MS = 250;
    const onAbort = (): void => {
      setTimeout(() => reject(signal.reason as Error), PARTING_MS).unref();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Without what moves a terminal's cursor or hides text, and cut. */
function shown(text: string, longest: number): string {
  const clean = text.replaceAll(/[^\P{C}\n\t]/gu, ' ').trim();
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
}

const LONGEST_FACT = 200;
const shownFact = (fact: ProbeFact): ProbeFact => (typeof fact === 'string' ? shown(fact, LONGEST_FACT) : fact);
