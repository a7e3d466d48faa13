'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { DetailPage } from '@/components/layout/detail-page';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Dash } from '@/components/ui/dash';
import { DescriptionList } from '@/components/ui/description-list';
import { Field } from '@/components/ui/field';
import { formatMoment, formatStretch } from '@/components/ui/format-age';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { PlainTable } from '@/components/ui/plain-table';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { cancelMaintenance } from '@/lib/client/mutations/maintenances';
import { maintenanceQuery } from '@/lib/client/queries/maintenances';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Maintenance } from '@/lib/contracts/maintenances';
import { pages } from '@/lib/utils/paths';
import { AnswerButtons } from './answer-buttons';
import { AnswerWords } from './answer-words';
import { MaintenanceBadge, VoStandingBadge } from './maintenance-look';

/** One maintenance: when it is, whom it touches, and what each said to it. */
export function MaintenancePage({ id }: { readonly id: string }) {
  const result = useQuery(maintenanceQuery(id));
  return (
    <DetailPage result={result} what="this maintenance" back={{ href: pages.maintenances(), label: 'All maintenance' }}>
      {(maintenance) => <Content maintenance={maintenance} />}
    </DetailPage>
  );
}

function Content({ maintenance }: { readonly maintenance: Maintenance }) {
  const seesHosts = useScopeRefusal('hosts:read') === undefined;
  const { hostName, startsAt, endsAt, announcedStartsAt, deferrableUntilAt } = maintenance;
  return (
    <>
      <PageHeader
        title={`Maintenance of ${hostName}`}
        meta={
          <>
            <MaintenanceBadge standing={maintenance.standing} />
            <span>
              announced by {maintenance.announcedByName} <Age at={maintenance.announcedAt} />
            </span>
            <InlineLink href={pages.maintenances()}>All maintenance</InlineLink>
            <InlineLink href={pages.leaseCalendar()}>Calendar of leases</InlineLink>
          </>
        }
        actions={<CancelButton maintenance={maintenance} />}
      />
      <section aria-label="Facts" className="mb-8">
        <DescriptionList
          items={[
            { term: 'Time', value: `${formatStretch(startsAt, endsAt)}, as expected` },
            ...(startsAt === announcedStartsAt
              ? []
              : [
                  {
                    term: 'Put off',
                    value: `from ${formatMoment(announcedStartsAt)}, for which it was announced, to ${formatMoment(startsAt)}`,
                  },
                ]),
            { term: 'Reason', value: maintenance.reason },
            {
              term: 'May be put off',
              value:
                deferrableUntilAt === null ? 'no' : `once by each VO, to ${formatMoment(deferrableUntilAt)} at most`,
            },
            {
              term: 'Answers',
              value: `until ${formatMoment(maintenance.answersDueAt)}; who is silent until then consents`,
            },
            ...(seesHosts
              ? [{ term: 'Host', value: <TextLink href={pages.host(maintenance.hostId)}>{hostName}</TextLink> }]
              : []),
            ...(maintenance.cancelledByName === null
              ? []
              : [{ term: 'Cancelled', value: `by ${maintenance.cancelledByName}` }]),
          ]}
        />
        <p className="mt-2 max-w-3xl text-xs text-muted">
          Nothing is moved by an announcement. What is asked for meanwhile is judged as if the host were away then.
        </p>
      </section>
      <section aria-label="VOs">
        <h2 className="mb-2 text-base font-semibold">Whom it touches</h2>
        {maintenance.vos.length === 0 ? (
          <p className="text-sm text-muted">
            No VO has a domain there or a lease that may use this host alone. One that comes to is told.
          </p>
        ) : (
          <PlainTable label="VOs that were told" heads={['VO', 'Answer', 'Domains there now', 'Leases']}>
            {maintenance.vos.map((told) => (
              <tr key={told.vo} className="border-b border-line align-top last:border-b-0">
                <th scope="row" className="px-2 py-1 font-normal">
                  <VoTag vo={told.vo} />
                </th>
                <td className="px-2 py-1">
                  <VoStandingBadge standing={told.standing} />
                  <AnswerWords maintenance={maintenance} told={told} />
                  <AnswerButtons maintenance={maintenance} told={told} />
                </td>
                <td className="px-2 py-1">
                  {told.domains.length === 0 ? (
                    <Dash />
                  ) : (
                    <span className="flex flex-wrap gap-x-3 gap-y-1.5">
                      {told.domains.map(({ id, name }) => (
                        <TextLink key={id} href={pages.domain(id)}>
                          {name}
                        </TextLink>
                      ))}
                    </span>
                  )}
                </td>
                <td className="px-2 py-1">
                  {told.leases.length === 0 ? (
                    <Dash />
                  ) : (
                    <span className="flex flex-wrap gap-x-3 gap-y-1.5">
                      {told.leases.map(({ id, number }) => (
                        <TextLink key={id} href={pages.lease(id)}>
                          Lease {number}
                        </TextLink>
                      ))}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </PlainTable>
        )}
      </section>
    </>
  );
}

function CancelButton({ maintenance }: { readonly maintenance: Maintenance }) {
  const refused = useScopeRefusal('leases:approve');
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const cancel = useMutation(cancelMaintenance());
  const { cancel: can } = maintenance.can;
  if (refused !== undefined) return null;
  const early = maintenance.standing === 'under-way';
  return (
    <>
      <Button disabledReason={can.allowed ? undefined : can.reason} onClick={() => setAsked(true)}>
        {early ? 'End it' : 'Cancel it'}
      </Button>
      {asked ? (
        <ConfirmDialog
          title={early ? 'End the maintenance' : 'Cancel the maintenance'}
          consequence="The VOs that were told of it are told that, and the host counts for leases again."
          confirmLabel={early ? 'End maintenance' : 'Cancel maintenance'}
          pending={cancel.isPending}
          error={cancel.error === null ? undefined : errorSentence(cancel.error)}
          onConfirm={() =>
            cancel.mutate(
              { id: maintenance.id, body: reason.trim() === '' ? {} : { reason: reason.trim() } },
              { onSuccess: () => setAsked(false) },
            )
          }
          onClose={() => setAsked(false)}
        >
          <Field label="Reason" optional hint="Told to the VOs">
            {(control) => <Input {...control} value={reason} onChange={({ target }) => setReason(target.value)} />}
          </Field>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
