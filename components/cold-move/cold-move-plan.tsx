import { Banner } from '@/components/ui/banner';
import { Bytes } from '@/components/ui/figures';
import type { ColdMovePlan } from '@/lib/contracts/cold-moves';

/** What would change and what would be copied, before anybody confirms it; and the same on the page of the operation. */
export function ColdMovePlanFacts({ plan }: { readonly plan: ColdMovePlan }) {
  return (
    <div className="grid gap-4">
      {plan.obstacles.length === 0 ? null : (
        <Banner kind="warning" live>
          <strong className="mb-1 block font-medium">It cannot be moved cold to {plan.targetHostName}.</strong>
          <ul className="grid gap-1">
            {plan.obstacles.map((obstacle) => (
              <li key={obstacle}>{obstacle}</li>
            ))}
          </ul>
        </Banner>
      )}
      {plan.files.length === 0 ? null : (
        <section aria-label="Files to copy">
          <h3 className="mb-1 text-sm font-medium">
            To copy: <Bytes bytes={plan.bytesTotal} />
          </h3>
          <ul className="grid gap-2 text-xs">
            {plan.files.map((file) => (
              <li key={file.sourcePath} className="grid gap-0.5">
                <span>
                  {file.disk === null ? (file.role === 'kernel' ? 'Kernel' : 'Initial root file system') : file.disk},{' '}
                  <Bytes bytes={file.bytes} />
                  {file.sourceFormat === null || file.sourceFormat === file.targetFormat
                    ? ''
                    : `, ${file.sourceFormat} becomes ${file.targetFormat ?? ''}`}
                </span>
                <code className="font-mono break-all text-muted">
                  {file.sourcePath}
                  {file.targetPath === '' ? '' : ` → ${file.targetPath}`}
                </code>
              </li>
            ))}
          </ul>
        </section>
      )}
      {plan.changes.length === 0 ? null : (
        <section aria-label="Changes of the definition">
          <h3 className="mb-1 text-sm font-medium">What changes in the definition</h3>
          <ul className="grid list-disc gap-1 pl-4 text-xs">
            {plan.changes.map((change) => (
              <li key={change} className="break-words">
                {change}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
