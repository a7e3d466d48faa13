import { Age } from '@/components/ui/age';
import { formatMoment } from '@/components/ui/format-age';
import type { Maintenance } from '@/lib/contracts/maintenances';
import { dueWords, saidWords } from './maintenance-words';

/** What a VO said, who did and when, and what it may say still. */
export function AnswerWords({
  maintenance,
  told,
}: {
  readonly maintenance: Maintenance;
  readonly told: Maintenance['vos'][number];
}) {
  const said = saidWords(told, formatMoment);
  const due = dueWords(told, maintenance, formatMoment);
  return (
    <>
      {said === undefined ? null : (
        <span className="block text-xs text-muted">
          {said}
          {told.answeredAt === null ? null : (
            <>
              {' ('}
              <Age at={told.answeredAt} />)
            </>
          )}
        </span>
      )}
      {due === undefined ? null : <span className="block text-xs text-muted">{due}</span>}
    </>
  );
}
