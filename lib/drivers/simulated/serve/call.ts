import type { Method } from '../wire';
import type { World } from '../world/world';

/** One call under way on the server. Exactly one of `reply` and `fail` ends it. */
export interface Call {
  readonly method: Method;
  readonly host: string;
  push(value: unknown): void;
  reply(result: unknown): void;
  fail(error: unknown): void;
  /** Runs when the call ends, however it does. */
  onEnd(cleanup: () => void): void;
}

/** Answers at once by returning a value; answers later (or streams) by returning `LATER`. */
export type Handler<Params> = (world: World, params: Params, call: Call) => unknown;
export const LATER = Symbol('later');
