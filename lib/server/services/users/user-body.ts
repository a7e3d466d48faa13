import { z } from 'zod';
import type { User } from '@/lib/contracts/access';
import { USER_ROLES } from '@/lib/domain/access';

/** An account as the wire has it; from the row, without anything of its password. */
export function userBody(row: {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly vos: readonly string[];
  readonly disabled: boolean;
  readonly mustChangePassword: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
}): z.input<typeof User> {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: z.enum(USER_ROLES).parse(row.role),
    vos: [...row.vos],
    disabled: row.disabled,
    mustChangePassword: row.mustChangePassword,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
  };
}
