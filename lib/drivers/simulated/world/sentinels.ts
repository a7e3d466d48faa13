/**
 * Failures reachable in the running product: a domain whose name contains one of these words behaves so. The `fault`
 * calls of the daemon do the same and more to any name.
 */
type DomainSentinel =
  /** The hypervisor refuses to start it. */
  | 'fail-to-start'
  /** Starts, and crashes while booting. */
  | 'crashes-on-boot'
  /** Never goes down when asked. */
  | 'hangs-on-shutdown'
  /** Writes faster than any link: pre-copy never catches up. */
  | 'never-converges'
  /** Moves, and is not heard again. */
  | 'moved-but-mute'
  /** Moves, and boots anew at the target, as after a panic. */
  | 'moved-but-restarted'
  /** The target refuses it when the migration prepares. */
  | 'fails-to-migrate'
  /** After its move it runs at both ends. */
  | 'splits-in-two'
  /** After its move it is at neither end. */
  | 'lost-in-move';

/** The same for hosts. */
type HostSentinel =
  /** Fails when half of a copy from or to it is done. */
  | 'dies-mid-copy'
  /** Takes calls and never answers. */
  | 'call-hangs';

export const hasSentinel = (name: string, sentinel: DomainSentinel | HostSentinel): boolean => name.includes(sentinel);
