import type { Hypervisor } from '@/lib/domain/host';

/**
 * When a hypervisor stops copying and switches over.
 * Xen gives up after so many rounds or so much data and stops the guest whatever is left (`xc_domain_save`: 29 rounds,
 * three times the memory, or fewer than 50 dirty pages). QEMU goes on until the rest fits its downtime limit, for ever
 * if it never does (`downtime-limit` 300 ms unless told).
 */
export interface PreCopyPolicy {
  readonly maxRounds: number | undefined;
  readonly maxMemoryFactor: number | undefined;
  /** The rest is small enough when it can be sent within this time. */
  readonly maxDowntimeMs: number;
  /** … or when it is not larger than this. */
  readonly minRestBytes: number;
}

const XEN_POLICY: PreCopyPolicy = { maxRounds: 29, maxMemoryFactor: 3, maxDowntimeMs: 0, minRestBytes: 50 * 4096 };
const QEMU_POLICY: PreCopyPolicy = {
  maxRounds: undefined,
  maxMemoryFactor: undefined,
  maxDowntimeMs: 300,
  minRestBytes: 0,
};

export function preCopyPolicy(hypervisor: Hypervisor, maxDowntimeMs: number | undefined): PreCopyPolicy {
  const policy = hypervisor === 'xen' ? XEN_POLICY : QEMU_POLICY;
  return maxDowntimeMs === undefined ? policy : { ...policy, maxDowntimeMs };
}

export interface PreCopyInput {
  readonly memoryBytes: number;
  /** Rate at which the guest writes pages that it has not written since they were last sent. */
  readonly dirtyBytesPerSecond: number;
  /** Memory it writes again and again; all of its memory where not known. */
  readonly workingSetBytes?: number | undefined;
  readonly bandwidthBytesPerSecond: number;
  readonly policy: PreCopyPolicy;
  readonly live: boolean;
  readonly autoConverge: boolean;
  readonly postCopy: boolean;
}

export interface PreCopyResult {
  readonly copyMs: number;
  /** Time to send what is left after the guest was stopped; the fixed cost of switching over comes on top. */
  readonly stopMs: number;
  readonly bytes: number;
  readonly rounds: number;
  /** False where the rest never became small: the guest was stopped by force, or copying would go on for ever. */
  readonly converges: boolean;
  /** Copying would not end by itself; the figures are those of the rounds looked at. */
  readonly endless: boolean;
}

/** QEMU 7.2: `cpu-throttle-initial` 20 %, `cpu-throttle-increment` 10 %, `max-cpu-throttle` 99 %. */
const THROTTLE_INITIAL = 0.2;
const THROTTLE_STEP = 0.1;
const THROTTLE_MAX = 0.99;
/** Throttling starts when two rounds dirtied more than half of what was sent; the model lets three rounds pass. */
const THROTTLE_AFTER_ROUNDS = 3;
/** A model that has not ended by then does not end: the geometric series has long settled. */
const ROUNDS_EXAMINED = 200;
/** Two rounds that differ by less are the same round: the rest has settled above the limit. */
const SETTLED = 1e-4;

/**
 * Iterative pre-copy after Clark et al., *Live Migration of Virtual Machines*, NSDI 2005, section 3.
 *
 *     V₀ = memory;  tᵢ = Vᵢ / B;  Vᵢ₊₁ = W · (1 − e^(−D·tᵢ / W))
 *
 * with bandwidth B, dirty rate D and writable working set W: the first writes of a round go to clean pages at the rate
 * D, later ones hit pages that are dirty already, and no round can dirty more than W. The guest is stopped when Vᵢ₊₁
 * is small enough for the policy, and that rest, sent while it stands, is its downtime.
 */
export function modelPreCopy(input: PreCopyInput): PreCopyResult {
  const { memoryBytes, bandwidthBytesPerSecond: bandwidth, policy } = input;
  if (!input.live) {
    const ms = (memoryBytes / bandwidth) * 1000;
    return { copyMs: ms, stopMs: ms, bytes: memoryBytes, rounds: 1, converges: true, endless: false };
  }
  const workingSet = Math.max(1, Math.min(input.workingSetBytes ?? memoryBytes, memoryBytes));
  let volume = memoryBytes;
  let bytes = 0;
  for (let round = 1; round <= ROUNDS_EXAMINED; round += 1) {
    bytes += volume;
    const seconds = volume / bandwidth;
    const rest =
      workingSet * (1 - Math.exp((-input.dirtyBytesPerSecond * (1 - throttle(input, round)) * seconds) / workingSet));
    const small = rest <= policy.minRestBytes || (rest / bandwidth) * 1000 <= policy.maxDowntimeMs;
    if (small) return finish(rest, true);
    // After the first round post-copy moves the CPU and fetches the rest behind it: the guest hardly stands.
    if (input.postCopy) return { ...finish(rest, true), stopMs: 0 };
    const spent =
      (policy.maxRounds !== undefined && round >= policy.maxRounds) ||
      (policy.maxMemoryFactor !== undefined && bytes + rest > policy.maxMemoryFactor * memoryBytes);
    if (spent) return finish(rest, false);
    const settled =
      Math.abs(rest - volume) < SETTLED * memoryBytes &&
      (!input.autoConverge || throttle(input, round) >= THROTTLE_MAX);
    if (settled && policy.maxRounds === undefined) return { ...finish(rest, false), endless: true };
    volume = rest;

    function finish(left: number, converges: boolean): PreCopyResult {
      const total = bytes + left;
      return {
        copyMs: (total / bandwidth) * 1000,
        stopMs: (left / bandwidth) * 1000,
        bytes: total,
        rounds: round + 1,
        converges,
        endless: false,
      };
    }
  }
  return {
    copyMs: (bytes / bandwidth) * 1000,
    stopMs: (volume / bandwidth) * 1000,
    bytes,
    rounds: ROUNDS_EXAMINED,
    converges: false,
    endless: true,
  };
}

function throttle(input: PreCopyInput, round: number): number {
  if (!input.autoConverge || round < THROTTLE_AFTER_ROUNDS) return 0;
  return Math.min(THROTTLE_MAX, THROTTLE_INITIAL + THROTTLE_STEP * (round - THROTTLE_AFTER_ROUNDS));
}
