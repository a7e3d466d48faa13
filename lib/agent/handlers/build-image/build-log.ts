import { keepLines, lastLine, type ImageRun, type LogLine } from './sql';
import { LOG_EVERY_MS, LOG_LINES_MAX } from './tunables';

export interface BuildLog {
  say(text: string): void;
  /** Everything said so far is kept, or the reason why not is thrown. */
  close(): Promise<void>;
}

/** Keeps lines as they come, some at a time and in their order. */
export async function openBuildLog(run: ImageRun): Promise<BuildLog> {
  let number = await lastLine(run);
  let waiting: LogLine[] = [];
  let leftOut = 0;
  let failed: unknown;
  let keeping: Promise<void> = Promise.resolve();
  const keep = async (): Promise<void> => {
    if (waiting.length === 0 && leftOut === 0) return;
    const [lines, more] = [waiting, leftOut];
    waiting = [];
    leftOut = 0;
    await keepLines(run, lines, more);
  };
  const timer = setInterval(() => {
    keeping = keeping.then(keep).catch((error: unknown) => {
      failed ??= error;
    });
  }, LOG_EVERY_MS);
  return {
    say: (text) => {
      if (number >= LOG_LINES_MAX) {
        leftOut += 1;
        return;
      }
      number += 1;
      waiting.push({ number, at: run.ports.clock.now().toISOString(), text });
    },
    close: async () => {
      clearInterval(timer);
      await keeping;
      await keep();
      if (failed !== undefined) throw failed;
    },
  };
}
