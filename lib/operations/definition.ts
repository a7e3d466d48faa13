import type { z } from 'zod';
import type { Scope } from '@/lib/domain/access';
import type { OperationKind } from '@/lib/domain/operation';

/** Names that a title is made of; absent where the kind has no such part. */
export interface OperationSubject {
  readonly domain?: string | undefined;
  readonly host?: string | undefined;
  readonly target?: string | undefined;
  readonly image?: string | undefined;
  readonly network?: string | undefined;
  readonly site?: string | undefined;
}

/**
 * What everybody may know of a kind of operation: page, API and agent. The handler is known to the agent alone
 * (`lib/agent/handlers`).
 */
export interface OperationDefinition<Kind extends OperationKind = OperationKind, Input extends z.ZodType = z.ZodType> {
  readonly kind: Kind;
  /** Raised when the meaning of `input` changes, so that an operation queued by an older version is seen as such. */
  readonly version: number;
  /** Of the `input` column: parsed when submitted and again when run. Never holds a secret in clear. */
  readonly input: Input;
  /** Scope the submitter needs. */
  readonly scope: Scope;
  readonly locks: {
    /** Runs alone on its domain, in order of submission. */
    readonly domain: boolean;
    /** Takes one of the source's places for leaving and one of the target's for arriving migrations. */
    readonly migrationPlaces: boolean;
  };
  /** Milliseconds from the first claim to the end, however many runs it takes; see the constant of each kind. */
  readonly deadlineMs: number;
  /** May be asked to stop while it runs. Whether the hosts can is said by their capabilities. */
  readonly cancellable: boolean;
  /** Sentence for people, e.g. `Migrate wn-01 from rig-1 to rig-2`. */
  title(subject: OperationSubject): string;
}

/** Keeps the exact types of a definition while holding it to the interface. */
export const defineOperation = <const Kind extends OperationKind, Input extends z.ZodType>(
  definition: OperationDefinition<Kind, Input>,
): OperationDefinition<Kind, Input> => definition;

/** The name in a title, where it is known. */
export const domainName = (subject: OperationSubject): string => subject.domain ?? 'the domain';
