import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Longer than any answer of these benches; passing it means virsh hangs and the bench is void. */
const ANSWER_DEADLINE_MS = 30_000;

/**
 * One interactive `virsh` that answers many commands over one connection: the fairest peer of an open connection.
 * `run` resolves with the wall time in milliseconds from writing the command to the end of its answer.
 */
export async function openVirshSession(
  uri: string,
): Promise<{ run: (command: string) => Promise<number>; close: () => Promise<void> }> {
  const child = spawn('virsh', ['-q', '-c', uri], { stdio: ['pipe', 'pipe', 'inherit'] });
  let tail = '';
  let waiting: { mark: string; done: () => void } | undefined;
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-200);
    // The echoed command line carries the mark too, within quotes; only the answer has it directly before the prompt.
    if (waiting !== undefined && tail.includes(`${waiting.mark}virsh # `)) {
      const { done } = waiting;
      waiting = undefined;
      done();
    }
  });
  let number = 0;
  const run = (command: string): Promise<number> =>
    new Promise((resolve, reject) => {
      number += 1;
      const mark = `END${number}`;
      const timer = setTimeout(
        () => reject(new Error(`virsh did not answer "${command}" in ${ANSWER_DEADLINE_MS} ms`)),
        ANSWER_DEADLINE_MS,
      );
      const begun = performance.now();
      waiting = {
        mark,
        done: () => {
          clearTimeout(timer);
          resolve(performance.now() - begun);
        },
      };
      child.stdin.write(`${command}\necho ${mark}\n`);
    });
  return {
    run,
    close: async () => {
      child.stdin.end('quit\n');
      await once(child, 'exit');
    },
  };
}
