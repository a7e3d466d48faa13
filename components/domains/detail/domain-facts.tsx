import type { ReactNode } from 'react';
import { Age } from '@/components/ui/age';
import { CopyButton } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { Memory, Percent } from '@/components/ui/figures';
import { GUEST_MODE_WORDS } from '@/components/status/guest-mode-words';
import { RoleTag } from '@/components/status/role-tag';
import { SeenAge } from '@/components/status/seen-age';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import type { DomainDetail } from '@/lib/contracts/domains';
import { RESTART_PRIORITY_WORDS } from '@/lib/domain/domain';
import { pages } from '@/lib/utils/paths';
import { GuestAddresses, guestKernel, GuestUptime } from '../guest-facts';

const text = (value: string | null): ReactNode => value;

/** Of a domain that Gridbox made: when, for whom and what for. */
const madeFacts = ({ made }: DomainDetail) =>
  made === null
    ? []
    : [
        {
          term: 'Made',
          value: (
            <>
              <Age at={made.at} /> for {made.owner}
            </>
          ),
        },
        ...(made.note === null ? [] : [{ term: 'Note', value: made.note }]),
      ];

/** What is known of a domain, in two columns on a wide screen. */
export function DomainFacts({ domain }: { readonly domain: DomainDetail }) {
  return (
    <div className="grid items-start gap-x-8 gap-y-4 lg:grid-cols-3">
      <DescriptionList
        items={[
          {
            term: 'Host',
            value:
              domain.hostId === null ? (
                'on no host'
              ) : (
                <TextLink href={pages.host(domain.hostId)}>{domain.hostName}</TextLink>
              ),
          },
          { term: 'Seen', value: <SeenAge at={domain.seenAt} /> },
          { term: 'State reason', value: text(domain.stateReason) },
          { term: 'Guest up', value: <GuestUptime domain={domain} /> },
          { term: 'Addresses', value: <GuestAddresses domain={domain} /> },
          { term: 'CPU busy', value: <Percent share={domain.cpuLoad} /> },
          { term: 'UUID', value: <Identifier text={domain.id} /> },
        ]}
      />
      <DescriptionList
        items={[
          {
            term: 'vCPU',
            value: domain.maxVcpus > domain.vcpus ? `${domain.vcpus} of ${domain.maxVcpus}` : domain.vcpus,
          },
          {
            term: 'Memory',
            value:
              domain.maxMemoryKiB > domain.memoryKiB ? (
                <>
                  <Memory kib={domain.memoryKiB} /> of <Memory kib={domain.maxMemoryKiB} />
                </>
              ) : (
                <Memory kib={domain.memoryKiB} />
              ),
          },
          {
            term: 'Guest runs',
            value: `${GUEST_MODE_WORDS[domain.guestMode]}${domain.emulated === true ? ', CPU emulated' : ''}`,
          },
          { term: 'Architecture', value: domain.architecture },
          { term: 'Machine', value: text(domain.machine) },
          { term: 'CPU model', value: text(domain.cpuModel) },
        ]}
      />
      <DescriptionList
        items={[
          {
            term: 'Roles',
            value:
              domain.roles.length === 0 ? null : (
                <span className="flex flex-wrap gap-1">
                  {domain.roles.map((role) => (
                    <RoleTag key={role} role={role} />
                  ))}
                </span>
              ),
          },
          { term: 'VO', value: <VoTag vo={domain.vo} /> },
          { term: 'Tags', value: domain.tags.join(', ') },
          ...madeFacts(domain),
          { term: 'Home host', value: text(domain.homeHost) },
          guestKernel(domain),
          { term: 'Needs FPSWA', value: domain.needsFpswa ? 'yes' : 'no' },
          { term: 'Kept apart by', value: text(domain.antiAffinity) },
          { term: 'Kept together by', value: text(domain.affinity) },
          { term: 'SSH address', value: text(domain.sshAddress) },
          ...(domain.batchNode === null ? [] : [{ term: 'Batch slots', value: <Slots node={domain.batchNode} /> }]),
          {
            term: 'Restarted after a host loss',
            value: domain.restartPriority === null ? 'no' : RESTART_PRIORITY_WORDS[domain.restartPriority],
          },
        ]}
      />
    </div>
  );
}

/** @example '2 slots, closed by a plan; 1 job of atlas runs. So says the simulated batch system.' */
function Slots({ node }: { readonly node: NonNullable<DomainDetail['batchNode']> }) {
  const { slots, open, jobs, system, closedByPlanId, readAt } = node;
  return (
    <span>
      {slots} {slots === 1 ? 'slot' : 'slots'},{' '}
      {open ? (
        'open'
      ) : closedByPlanId === null ? (
        'closed, and not by Gridbox'
      ) : (
        <>
          closed by <InlineLink href={pages.plan(closedByPlanId)}>a plan</InlineLink>
        </>
      )}
      ; running there: {jobs}.{' '}
      <span className="text-muted">
        So said the {system} <Age at={readAt} />.
      </span>
    </span>
  );
}

function Identifier({ text }: { readonly text: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="truncate font-mono text-xs">{text}</code>
      <CopyButton text={text} />
    </span>
  );
}
