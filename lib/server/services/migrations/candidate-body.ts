import type { z } from 'zod';
import type { Candidate, MigrationPrediction as PredictionBody, RefusalBody } from '@/lib/contracts/migrations';
import type { PlacementCandidate, PlacementHost } from '@/lib/domain/placement';
import type { MigrationPrediction } from '@/lib/domain/prediction';
import { describeRefusal, type Refusal } from '@/lib/domain/refusals';

/** A reason in words, with its values as they are. */
export function refusalBody(refusal: Refusal): z.input<typeof RefusalBody> {
  const { code, severity, sentence, remedy, values } = describeRefusal(refusal);
  return { code, severity, sentence, remedy, values: { ...values } };
}

export function predictionBody(prediction: MigrationPrediction): z.input<typeof PredictionBody> {
  return {
    durationMs: prediction.durationMs ?? null,
    downtimeMs: prediction.downtimeMs ?? null,
    bytes: prediction.bytes ?? null,
    rounds: prediction.rounds ?? null,
    converges: prediction.converges ?? null,
    basis: prediction.basis,
  };
}

/** What one host says to the move, as the wire has it. */
export function candidateBody(
  candidate: PlacementCandidate,
  host: PlacementHost | undefined,
  recommended: boolean,
): z.input<typeof Candidate> {
  return {
    hostId: candidate.hostId,
    hostName: candidate.hostName,
    simulated: host?.simulated === true,
    verdict: candidate.verdict,
    refusals: candidate.refusals.map(refusalBody),
    memoryFreeKiB: candidate.memoryFreeKiB ?? null,
    memoryFreeAfterKiB: candidate.memoryFreeAfterKiB ?? null,
    cpuLoad: host?.cpuLoad ?? null,
    prediction: candidate.prediction === undefined ? null : predictionBody(candidate.prediction),
    options: { ...candidate.options },
    recommended,
  };
}
