/** What the shell is told. 2 is what commander and most tools say of a wrong call. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Ends the program with a sentence on standard error. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
