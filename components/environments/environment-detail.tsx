'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { CalendarPlus, PackageX, Pencil } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { DetailPage } from '@/components/layout/detail-page';
import { LeaseBadge, termsOf } from '@/components/leases/lease-look';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { Duration } from '@/components/ui/figures';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { addEnvironmentVersion, retireEnvironment } from '@/lib/client/mutations/environments';
import { environmentQuery } from '@/lib/client/queries/environments';
import { leasesQuery } from '@/lib/client/queries/leases';
import { ROLE_LABELS } from '@/lib/domain/domain';
import type { EnvironmentDetail as Contract } from '@/lib/contracts/environments';
import { networkWords } from '@/lib/domain/environment-network';
import { classHosts } from '@/lib/domain/host';
import { sizeWords } from '@/lib/domain/lease-terms';
import { pages } from '@/lib/utils/paths';
import { KIB_PER_MIB, formatMemory } from '@/lib/utils/units';
import { environmentDraftOf } from './environment-draft';
import { EnvironmentForm } from './environment-form';

/** One version of an environment: what it is, what may be asked for, and how it was used. */
export function EnvironmentDetail({ id }: { readonly id: string }) {
  const result = useQuery(environmentQuery(id));
  const [editing, setEditing] = useQueryState('edit', parseAsBoolean.withDefault(false));
  return (
    <DetailPage
      result={result}
      what="this environment"
      back={{ href: pages.environments(), label: 'All environments' }}
    >
      {(environment) => (
        <>
          <PageHeader
            title={environment.name}
            meta={
              <>
                <span>version {environment.version}</span>
                <InlineLink href={pages.environments()}>All environments</InlineLink>
              </>
            }
            actions={editing ? undefined : <Actions environment={environment} onEdit={() => void setEditing(true)} />}
          />
          {environment.retiredAt === null ? null : (
            <Banner kind="warning" className="mb-4">
              This version is offered no more. Its leases go on.
            </Banner>
          )}
          {environment.network === null ? null : (
            <Banner kind={environment.network.possible ? 'info' : 'warning'} className="mb-4">
              {environment.network.words}
            </Banner>
          )}
          {editing && environment.can.edit.allowed ? (
            <Edit environment={environment} onClose={() => void setEditing(null)} />
          ) : (
            <div className="grid min-w-0 gap-8 lg:grid-cols-2">
              <Facts environment={environment} />
              <Leases environment={environment} />
            </div>
          )}
        </>
      )}
    </DetailPage>
  );
}

function Actions({ environment, onEdit }: { readonly environment: Contract; readonly onEdit: () => void }) {
  const [asked, setAsked] = useState(false);
  const retire = useMutation(retireEnvironment());
  const { request, edit, retire: mayRetire } = environment.can;
  return (
    <>
      {request.allowed ? (
        <LinkButton variant="primary" href={pages.requestLease(environment.id)}>
          <CalendarPlus aria-hidden />
          Request a lease
        </LinkButton>
      ) : (
        <Button variant="primary" disabledReason={request.reason}>
          Request a lease
        </Button>
      )}
      <Button disabledReason={edit.allowed ? undefined : edit.reason} onClick={onEdit}>
        <Pencil aria-hidden />
        Edit
      </Button>
      <Button disabledReason={mayRetire.allowed ? undefined : mayRetire.reason} onClick={() => setAsked(true)}>
        <PackageX aria-hidden />
        Retire
      </Button>
      {asked ? (
        <ConfirmDialog
          title={`Retire ${environment.name}, version ${environment.version}`}
          consequence={`Nobody can ask for this version${environment.version === 1 ? '' : ' or an older one'} any more; to go back to an older one, write it as the next version. What was asked for and what runs goes on.`}
          confirmLabel="Retire"
          danger
          pending={retire.isPending}
          error={retire.error === null ? undefined : errorSentence(retire.error)}
          onConfirm={() => retire.mutate({ id: environment.id, body: {} }, { onSuccess: () => setAsked(false) })}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}

const upTo = (least: string, most: string): string => (least === most ? least : `${least}, ${most} at most`);

function Facts({ environment }: { readonly environment: Contract }) {
  const { body, use, versions, createdByName, createdAt } = environment;
  const { image, most } = body;
  return (
    <section aria-label="Facts" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Facts</h2>
      {body.description === '' ? null : <p className="mb-3 text-sm">{body.description}</p>}
      <DescriptionList
        items={[
          { term: 'Role', value: ROLE_LABELS[body.role] },
          { term: 'System', value: body.os },
          { term: 'Software', value: body.software },
          {
            term: 'Image',
            value:
              'library' in image ? (
                `${image.library}, version ${image.version}`
              ) : (
                <code className="font-mono text-xs break-all">{image.path}</code>
              ),
          },
          { term: 'Architecture', value: `${body.architecture}, ${body.guestModes.join(' or ')}` },
          {
            term: 'Where',
            value:
              body.hosts.length > 0
                ? body.hosts.join(', ')
                : body.hostClass === null
                  ? 'any class with such hosts'
                  : classHosts(body.hostClass),
          },
          { term: 'Network', value: networkWords(body) },
          { term: 'vCPUs', value: upTo(String(body.vcpus), String(most.vcpus)) },
          {
            term: 'Memory',
            value: upTo(formatMemory(body.memoryMiB * KIB_PER_MIB), formatMemory(most.memoryMiB * KIB_PER_MIB)),
          },
          {
            term: 'Disk',
            value: upTo(
              body.diskGiB === null ? 'as its image' : `${body.diskGiB} GiB`,
              most.diskGiB === null
                ? body.diskGiB === null
                  ? 'as its image'
                  : `${body.diskGiB} GiB`
                : `${most.diskGiB} GiB`,
            ),
          },
          { term: 'Domains', value: `${most.domains} at most` },
          { term: 'Longest lease', value: `${body.daysMax} day${body.daysMax === 1 ? '' : 's'}` },
          { term: 'For', value: body.vos.length === 0 ? 'every VO' : body.vos.join(', ') },
          { term: 'Used', value: `${use.leases === 1 ? 'once' : `${use.leases} times`}, ${use.open} now` },
          {
            term: 'Starts in',
            value: use.startMs === null ? 'not measured yet' : <Duration ms={use.startMs} />,
          },
          {
            term: 'Written',
            value: (
              <>
                by {createdByName} <Age at={createdAt} />
              </>
            ),
          },
          {
            term: 'Versions',
            value: (
              <span className="flex flex-wrap gap-x-2">
                {versions.map(({ id, version }) =>
                  id === environment.id ? (
                    <span key={id}>{version}</span>
                  ) : (
                    <TextLink key={id} href={pages.environment(id)}>
                      {version}
                    </TextLink>
                  ),
                )}
              </span>
            ),
          },
        ]}
      />
    </section>
  );
}

const SHOWN = 20;

/** Of all versions. */
function Leases({ environment }: { readonly environment: Contract }) {
  const { data } = useQuery(leasesQuery({ environment: environment.name, pageSize: SHOWN }));
  const items = data?.items ?? [];
  return (
    <section aria-label="Leases of it" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Leases</h2>
      {items.length === 0 ? (
        <p className="text-sm text-muted">{data === undefined ? 'Being read.' : 'Nobody has asked for it yet.'}</p>
      ) : (
        <ol aria-label="Leases, newest first" className="divide-y divide-line border-y border-line text-sm">
          {items.map((lease) => (
            <li key={lease.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
              <TextLink href={pages.lease(lease.id)}>Lease {lease.number}</TextLink>
              <LeaseBadge lease={lease} plain />
              <span className="text-muted">
                {lease.vo}, {sizeWords(termsOf(lease))}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Edit({ environment, onClose }: { readonly environment: Contract; readonly onClose: () => void }) {
  const router = useRouter();
  const add = useMutation(addEnvironmentVersion());
  // What is typed belongs to the version it was begun from, whatever comes meanwhile.
  const [from] = useState(environment);
  return (
    <div className="grid gap-4">
      <EnvironmentForm
        initial={environmentDraftOf(from.body)}
        saveLabel={`Save as version ${from.version + 1}`}
        pending={add.isPending}
        error={add.error}
        refused={undefined}
        onSave={(body) =>
          add.mutate({ id: from.id, body: { body } }, { onSuccess: ({ id }) => router.push(pages.environment(id)) })
        }
      />
      <div>
        <Button onClick={onClose}>Leave without saving</Button>
      </div>
    </div>
  );
}
