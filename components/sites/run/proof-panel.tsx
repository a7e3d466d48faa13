import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Banner } from '@/components/ui/banner';
import { buttonStyles } from '@/components/ui/button-styles';
import { PlainTable } from '@/components/ui/plain-table';
import type { SiteProof, SiteProofItem } from '@/lib/contracts/sites';
import type { PROOF_OUTCOMES } from '@/lib/domain/site-run';
import { api } from '@/lib/utils/paths';
import { OUTCOME_LOOKS } from './run-look';

/** Everything that was looked for when the run was over, what was asked and what was found; what is left first. */
export function ProofPanel({ proof }: { readonly proof: SiteProof }) {
  const { items, clean, lookedAt, runId } = proof;
  const left = items.filter(({ outcome }) => outcome === 'still-there' || outcome === 'unknown').length;
  const gone = items.filter(({ outcome }) => outcome === 'gone').length;
  return (
    <section aria-label="Proof of clean-up">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">Proof of clean-up</h2>
        <a href={api.siteProof(runId)} download={`proof-${runId}.json`} className={buttonStyles()}>
          Download as JSON
        </a>
      </div>
      <Banner kind={clean ? 'good' : 'trouble'} className="mb-2 max-w-3xl">
        {clean
          ? `Nothing is left: ${gone} looked for again and found gone.`
          : `${left === 1 ? 'One thing is' : `${left} things are`} not known to be gone; it is gone on with.`}{' '}
        Looked for <Age at={lookedAt} />.
      </Banner>
      <PlainTable label="What was looked for" heads={['Found', 'What', 'Name', 'Where', 'Asked', 'Answer']}>
        {ordered(items).map((item) => {
          const { tone, icon, words } = OUTCOME_LOOKS[item.outcome];
          return (
            <tr
              key={`${item.kind} ${item.asked} ${item.where} ${item.name}`}
              className="border-b border-line align-top last:border-b-0"
            >
              <td className="px-2 py-1">
                <Badge tone={tone} icon={icon} plain>
                  {words}
                </Badge>
              </td>
              <td className="px-2 py-1 whitespace-nowrap">{item.kind}</td>
              <th scope="row" className="px-2 py-1 font-mono text-xs font-normal max-sm:break-all">
                {item.name}
              </th>
              <td className="px-2 py-1 whitespace-nowrap">{item.where}</td>
              <td className="px-2 py-1">{item.asked}</td>
              <td className="px-2 py-1">{item.words}</td>
            </tr>
          );
        })}
      </PlainTable>
    </section>
  );
}

const BADNESS = [
  'still-there',
  'unknown',
  'not-looked-for',
  'gone',
] as const satisfies readonly (typeof PROOF_OUTCOMES)[number][];
const ordered = (items: readonly SiteProofItem[]): readonly SiteProofItem[] =>
  items.toSorted((a, b) => BADNESS.indexOf(a.outcome) - BADNESS.indexOf(b.outcome));
