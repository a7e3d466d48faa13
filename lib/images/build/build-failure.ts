/** Why an image could not be built, where it is not the specification's fault. The sentence is for people. */
export class BuildFailure extends Error {
  override readonly name = 'BuildFailure';
  /** As in the operation's error: `unsupported` where a program is missing, `timeout`, `refused` otherwise. */
  readonly kind: 'unsupported' | 'timeout' | 'refused';
  constructor(kind: BuildFailure['kind'], message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
  }
}
