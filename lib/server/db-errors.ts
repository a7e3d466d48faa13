import { Prisma } from './db/generated/client';

/** A row with the same unique value exists. https://www.prisma.io/docs/orm/reference/error-reference#p2002 */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
