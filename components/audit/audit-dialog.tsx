'use client';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { Dialog } from '@/components/ui/dialog';
import { formatExact } from '@/components/ui/format-age';
import type { AuditEntry } from '@/lib/contracts/access';
import { actionWords } from '@/lib/contracts/audit-words';
import { diffValues } from './diff-values';

/** One entry whole, with what it changed. */
export function AuditDialog({ entry, onClose }: { readonly entry: AuditEntry; readonly onClose: () => void }) {
  const differences = diffValues(entry.before, entry.after);
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`${actionWords(entry)} by ${entry.actorName}`}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <DescriptionList
        items={[
          { term: 'When', value: formatExact(entry.at) },
          { term: 'Who', value: `${entry.actorName}, by ${entry.via}` },
          { term: 'Action', value: <code className="font-mono text-xs">{entry.action}</code> },
          { term: 'Right used', value: entry.scope },
          {
            term: 'On',
            value: [entry.subjectType, entry.subjectName, entry.subjectId].filter((word) => word !== null).join(' '),
          },
          { term: 'VO', value: entry.vo },
          { term: 'Outcome', value: entry.outcome },
          { term: 'Reason', value: entry.reason },
          { term: 'Request', value: entry.requestId },
          { term: 'Address', value: entry.address },
        ]}
      />
      <h3 className="mt-4 mb-2 text-sm font-semibold">What changed</h3>
      {differences.length === 0 ? (
        <p className="text-sm text-muted">Nothing was recorded as changed.</p>
      ) : (
        <table className="w-full table-fixed text-left text-sm">
          <thead>
            <tr className="text-xs text-muted">
              {['Field', 'Before', 'After'].map((name) => (
                <th key={name} scope="col" className="border-b border-line py-1 pr-3 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <tr key={difference.field}>
                <th scope="row" className="border-b border-line py-1 pr-3 font-mono text-xs font-normal break-words">
                  {difference.field}
                </th>
                <td className="border-b border-line py-1 pr-3 break-words">
                  {difference.before === '' ? <Nothing /> : <del className="text-muted">{difference.before}</del>}
                </td>
                <td className="border-b border-line py-1 break-words">
                  {difference.after === '' ? <Nothing /> : <ins className="no-underline">{difference.after}</ins>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}

const Nothing = () => <span className="text-faint">nothing</span>;
