import type { FilePlace } from '../site-import';

/** What is wrong with a description, and where. The only error that reading one throws. */
export class SmartfrogError extends Error {
  readonly place: FilePlace;
  /** There is no going on behind it: a text that is no description, or one that grows beyond all limits. */
  readonly fatal: boolean;

  constructor(message: string, place: FilePlace, options: { readonly fatal?: boolean } = {}) {
    super(message);
    this.name = 'SmartfrogError';
    this.place = place;
    this.fatal = options.fatal ?? false;
  }
}
