/** A migration foretold. The formula is in `lib/placement/predict-migration.ts`. Pure. */

/** A figure with the range it is expected in. `low ≤ value ≤ high`. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Undefined figures could not be foretold from what is known; `basis` says what the others rest on. */
export interface MigrationPrediction {
  readonly durationMs: Estimate | undefined;
  readonly downtimeMs: Estimate | undefined;
  readonly bytes: number | undefined;
  readonly rounds: number | undefined;
  /** Does copying catch up with the guest's writing by itself? */
  readonly converges: boolean | undefined;
  readonly basis: string;
}

/** What was measured of an earlier migration of the same driver pair; predictions learn from it. */
export interface PastMigration {
  readonly durationMs: number;
  /** Measured from the guest's heartbeat, or reported where it was not measured. */
  readonly downtimeMs?: number | undefined;
  readonly bytesTransferred?: number | undefined;
  readonly rounds?: number | undefined;
  readonly dirtyBytesPerSecond?: number | undefined;
  /** It was told to be slow: it says nothing of the link, nor of how long another will take. */
  readonly capped?: boolean | undefined;
  /** By stop and copy: its downtime says nothing of a live one. */
  readonly stopped?: boolean | undefined;
  /** The same domain, whose habits are the best guide. */
  readonly sameDomain: boolean;
}
