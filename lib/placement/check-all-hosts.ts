import type { PlacementCandidate, PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { MigrationPrediction } from '@/lib/domain/prediction';
import type { Refusal } from '@/lib/domain/refusals';
import { checkMove, sortRefusals, verdictOf } from './check-move';
import { makeCandidate } from './make-candidate';
import { pairKey } from './pair-key';
import { predictMigration } from './predict-migration';

/**
 * One domain against every host: per host its verdict, every applicable reason, the memory left, a score and a
 * prediction. Candidates come in the order of `hosts`.
 * @param sourceId host that holds the domain; undefined where none is known to
 */
export function checkAllHosts(
  domain: PlacementDomain,
  sourceId: PlacementHost['id'] | undefined,
  hosts: readonly PlacementHost[],
  context: PlacementContext,
): PlacementCandidate[] {
  const source = hosts.find((host) => host.id === sourceId);
  const foretell = createForeteller(domain, source, context);
  return hosts.map((target) => {
    const found = checkMove(domain, source, target, context);
    const refused = verdictOf(found) === 'refused';
    // A prediction for a move that cannot be would be noise.
    const prediction = refused ? undefined : foretell(target);
    const caution = convergenceCaution(domain, source, target, prediction);
    const refusals = caution === undefined ? found : sortRefusals([...found, caution]);
    return makeCandidate({ domain, source, target, refusals, takesMemory: target.id !== sourceId, prediction });
  });
}

/** Hosts of one kind with the same traffic get the same prediction; it is made once. */
function createForeteller(domain: PlacementDomain, source: PlacementHost | undefined, context: PlacementContext) {
  const made = new Map<string, MigrationPrediction>();
  return (target: PlacementHost): MigrationPrediction | undefined => {
    if (source === undefined) return undefined;
    const pair = pairKey(source, target);
    const key = `${pair} ${target.reading?.migrationLinkBytesPerSecond ?? '?'} ${target.migrationsIn + target.migrationsOut}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const prediction = predictMigration({
      domain,
      source,
      target,
      options: context.options,
      history: context.history?.get(pair),
    });
    made.set(key, prediction);
    return prediction;
  };
}

function convergenceCaution(
  domain: PlacementDomain,
  source: PlacementHost | undefined,
  target: PlacementHost,
  prediction: MigrationPrediction | undefined,
): Refusal | undefined {
  if (prediction?.converges !== false || domain.dirtyBytesPerSecond === undefined) return undefined;
  const speeds = [source, target].flatMap((host) => host?.reading?.migrationLinkBytesPerSecond ?? []);
  if (speeds.length === 0) return undefined;
  const values = { dirtyBytesPerSecond: domain.dirtyBytesPerSecond, bandwidthBytesPerSecond: Math.min(...speeds) };
  return { code: 'will-not-converge', values };
}
