import type { ColdRun } from './ends';
import { writeProgress } from './sql';
import { PROGRESS_EVERY_MS } from './tunables';

export interface Progress {
  /** Shown with the open step; of what is said in between only the last is written. */
  say(words: string): void;
  close(): void;
}

/** Writing never holds up the copy, and a figure that could not be written is no reason to disturb it. */
export function createProgress(run: ColdRun): Progress {
  let last = '';
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    timer = undefined;
    void writeProgress(run, last).catch((error: unknown) =>
      run.ports.emit({ type: 'loop.error', loop: 'progress', error }),
    );
  };
  return {
    say: (words) => {
      last = words;
      timer ??= setTimeout(write, PROGRESS_EVERY_MS);
    },
    close: () => clearTimeout(timer),
  };
}
