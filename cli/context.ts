import { type ApiClient, createApiClient } from './api-client';
import { readSettings } from './settings';

/** What every command takes. */
export interface GlobalOptions {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly json?: boolean | undefined;
}

/** What the commands have of the world around them. */
export interface CliContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Lines for whoever called: results to standard output, what goes on to standard error. */
  readonly print: (line: string) => void;
  readonly tell: (line: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
}

/** @throws CliFailure where settings are missing */
export const openApi = (context: CliContext, options: GlobalOptions): ApiClient =>
  createApiClient(readSettings(options, context.environment));

/** One object for programs, lines for people. */
export function printResult(
  context: CliContext,
  options: GlobalOptions,
  value: unknown,
  lines: readonly string[],
): void {
  if (options.json === true) context.print(JSON.stringify(value, undefined, 2));
  else for (const line of lines) context.print(line);
}
