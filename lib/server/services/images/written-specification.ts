import type { ImageSpecification } from '@/lib/contracts/image-specification';
import { AppError } from '@/lib/domain/errors';
import { checkSpecification } from '@/lib/images/check-specification';
import { getConfig } from '@/lib/server/config';

/** What somebody wrote. @throws AppError `bad-request` with every problem by line and field. */
export function readWritten(yaml: string): ImageSpecification {
  const checked = checkSpecification(yaml, getConfig().imageMirror);
  if ('specification' in checked) return checked.specification;
  const fields = checked.problems.map(({ line, column, field, message }) => ({
    field: 'yaml',
    message: `line ${line}, column ${column}${field === '' ? '' : `, ${field}`}: ${message}`,
  }));
  const more = fields.length === 1 ? '' : ` (and ${fields.length - 1} more)`;
  throw new AppError('bad-request', `yaml: ${fields[0]?.message ?? 'is no specification'}${more}`, {
    fields,
    detail: { problems: checked.problems },
  });
}
