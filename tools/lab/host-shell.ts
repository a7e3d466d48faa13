/** Commands inside a machine of a lab, through the port where its shell answers. */
import { connect } from 'node:net';
import type { LabHost } from './lab-folder';

/** A command in an emulated machine takes a second; half a minute means that the machine hangs. */
const DEADLINE_MS = 30_000;
const END = /\n?GRIDBOX-EXIT (\d+)\s*$/;

export interface ShellResult {
  readonly code: number;
  /** What it printed, on both channels. */
  readonly output: string;
}

/** Rejects where nobody answers, or not in time. */
export async function runInHost(host: LabHost, command: string, deadlineMs = DEADLINE_MS): Promise<ShellResult> {
  return await new Promise<ShellResult>((resolve, reject) => {
    const socket = connect(host.shellPort, '127.0.0.1');
    let text = '';
    const fail = (message: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error(`${host.name}: ${message}`));
    };
    const timer = setTimeout(() => fail(`the command was not done after ${deadlineMs / 1000} s`), deadlineMs);
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`{\n${command}\n} 2>&1; echo "GRIDBOX-EXIT $?"; exit\n`));
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = END.exec(text);
      if (end === null) return;
      clearTimeout(timer);
      socket.destroy();
      resolve({ code: Number(end[1]), output: text.slice(0, end.index) });
    });
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => {
      if (END.exec(text) === null) fail('the shell closed before the command was done');
    });
  });
}

/** As `runInHost`; another exit code than 0 rejects with what the command printed. */
export async function mustRunInHost(host: LabHost, command: string, deadlineMs?: number): Promise<string> {
  const { code, output } = await runInHost(host, command, deadlineMs);
  if (code !== 0) throw new Error(`${host.name}: ${command.split('\n')[0]} ended with ${code}: ${output.trim()}`);
  return output;
}
