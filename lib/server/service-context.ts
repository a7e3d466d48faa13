import type { Actor } from '@/lib/domain/access';
import type { Db } from './db/client';

/** What every service gets beside its input: who asks, from where, and what it works with. */
export interface ServiceContext {
  readonly actor: Actor;
  readonly db: Db;
  readonly now: () => Date;
  /** Goes into the audit, every log line and the answer's header. */
  readonly requestId: string;
  /** Client's address as far as it is known. */
  readonly address: string | undefined;
}
