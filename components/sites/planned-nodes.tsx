import { RoleTag } from '@/components/status/role-tag';
import { Badge } from '@/components/ui/badge';
import { Bytes, Memory } from '@/components/ui/figures';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import type { PlannedSiteNode } from '@/lib/contracts/sites';
import { NODE_DEEDS } from '@/lib/site/plan/site-plan';
import { pages } from '@/lib/utils/paths';
import { DEED_TONES, DEED_WORDS } from './site-words';

/** Those in whose way something stands first, then by what is done with them. */
const ordered = (nodes: readonly PlannedSiteNode[]): readonly PlannedSiteNode[] =>
  nodes.toSorted(
    (a, b) =>
      Number(b.blockers.length > 0) - Number(a.blockers.length > 0) ||
      NODE_DEEDS.indexOf(a.deed) - NODE_DEEDS.indexOf(b.deed),
  );

/** The way to what has to be built first. */
function MissingImage({
  image: { name, specificationId },
}: {
  readonly image: NonNullable<PlannedSiteNode['missingImage']>;
}) {
  return (
    <p className="mt-1">
      {specificationId === null ? (
        <InlineLink href={pages.newImage(name)}>Write and build the image {name}</InlineLink>
      ) : (
        <InlineLink href={pages.image(specificationId)}>Open the image {name}</InlineLink>
      )}
    </p>
  );
}

/** What is done with each domain, where and why, and why not elsewhere. */
export function PlannedNodes({ nodes }: { readonly nodes: readonly PlannedSiteNode[] }) {
  return (
    <section aria-label="Domains">
      <h2 className="mb-2 text-base font-semibold">Domains</h2>
      <ol className="divide-y divide-line border-y border-line">
        {ordered(nodes).map((node) => (
          <li key={`${node.deed} ${node.instance}`} className="py-3 text-sm">
            <Node node={node} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Node({ node }: { readonly node: PlannedSiteNode }) {
  const { instance, domainName, domainId, deed, host, others } = node;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={DEED_TONES[deed]}>{DEED_WORDS[deed]}</Badge>
        <strong className="font-medium">{instance}</strong>
        {domainId === null ? (
          <span className="text-muted">{domainName}</span>
        ) : (
          <TextLink href={pages.domain(domainId)}>{domainName}</TextLink>
        )}
        {node.role === null ? null : <RoleTag role={node.role} />}
        <span className="text-xs text-muted">
          {node.vo === null ? '' : `${node.vo}, `}
          {node.vcpus === 1 ? '1 vCPU' : `${node.vcpus} vCPUs`}, <Memory kib={node.memoryKiB} />
          {node.diskBytes === null ? null : (
            <>
              , disk <Bytes bytes={node.diskBytes} />
            </>
          )}
        </span>
      </div>
      {host === null ? null : (
        <p className="mt-1">
          {deed === 'destroy' ? 'From ' : 'On '}
          <InlineLink href={pages.host(host.hostId)}>{host.hostName}</InlineLink>
          {node.pool === null || deed === 'keep' ? '' : `, disk in pool ${node.pool}`}
        </p>
      )}
      {node.differences.length === 0 ? null : (
        <ul aria-label={`What changes of ${instance}`} className="mt-1 list-disc pl-5">
          {node.differences.map(({ what, from, to }) => (
            <li key={what}>
              {what}: {from} <span aria-label="becomes">→</span> <strong className="font-medium">{to}</strong>
            </li>
          ))}
        </ul>
      )}
      {node.blockers.map((sentence) => (
        <p key={sentence} className="mt-1 font-medium text-trouble">
          {sentence}
        </p>
      ))}
      {node.missingImage === null ? null : <MissingImage image={node.missingImage} />}
      {node.blockers.includes(node.why) ? null : <p className="mt-1 text-xs text-muted">{node.why}</p>}
      {others.length === 0 ? null : (
        <details className="mt-1 text-xs">
          <summary className="w-fit rounded-sm text-muted">
            Why not {others.length === 1 ? 'the other host' : `the ${others.length} other hosts`}
            <span className="sr-only"> for {instance}</span>
          </summary>
          <ul className="mt-1 grid gap-1 pl-4">
            {others.map((other) => (
              <li key={other.hostId}>
                <InlineLink href={pages.host(other.hostId)}>{other.hostName}</InlineLink>{' '}
                <span className="text-muted">{other.why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
