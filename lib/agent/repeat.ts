import type { AgentPorts } from './ports';
import { sleepUnless } from './system-clock';

/** Runs `work` on a beat until the signal fires; a failure is told and the beat goes on. Never two at once. */
export async function repeat(
  ports: Pick<AgentPorts, 'clock' | 'emit'>,
  beat: {
    readonly loop: string;
    readonly everyMs: number;
    readonly signal: AbortSignal;
    readonly times?: number;
    readonly atOnce?: boolean;
  },
  work: () => Promise<unknown>,
): Promise<void> {
  for (let turn = 0; turn < (beat.times ?? Infinity); turn += 1) {
    if ((turn > 0 || beat.atOnce !== true) && !(await sleepUnless(ports.clock, beat.everyMs, beat.signal))) return;
    try {
      await work();
    } catch (error) {
      ports.emit({ type: 'loop.error', loop: beat.loop, error });
    }
  }
}
