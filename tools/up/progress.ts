/** What `up` says while it works: a line when a stage begins to take time, one when it is done, with seconds since the start. */

export interface StageReport {
  /** What the stage is at; shown at most every few seconds. */
  update(text: string): void;
}

export interface Progress {
  /** Runs a stage; `done` may be replaced by what the stage returns as its outcome. */
  stage<T>(name: string, run: (report: StageReport) => Promise<T>, outcome?: (value: T) => string): Promise<T>;
  say(line: string): void;
}

/** A stage that is over sooner needs no line of its own for its beginning. */
const WORTH_A_LINE_MS = 400;
/** Between two lines about the same stage: often enough to see that it lives, seldom enough to read. */
const UPDATE_EVERY_MS = 5_000;
const MS_PER_SECOND = 1000;

export function createProgress(
  startedAt: number,
  write: (line: string) => void = console.log,
  now = Date.now,
): Progress {
  const say = (line: string) => write(`${((now() - startedAt) / MS_PER_SECOND).toFixed(1).padStart(6)} s  ${line}`);
  const stage: Progress['stage'] = async (name, run, outcome) => {
    const began = now();
    let latest = '';
    const announce = setTimeout(() => say(`${name} …`), WORTH_A_LINE_MS);
    const remind = setInterval(() => say(`${name}: ${latest === '' ? 'still at work' : latest}`), UPDATE_EVERY_MS);
    const end = () => {
      clearTimeout(announce);
      clearInterval(remind);
    };
    try {
      const value = await run({ update: (text) => (latest = text) });
      end();
      const took = ((now() - began) / MS_PER_SECOND).toFixed(1);
      say(`${name}: ${outcome === undefined ? 'done' : outcome(value)} (${took} s)`);
      return value;
    } catch (error) {
      end();
      say(`${name}: failed`);
      throw error;
    }
  };
  return { stage, say };
}
