'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { removeProbeTarget, runProbes } from '@/lib/client/mutations/probes';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { ProbeTarget } from '@/lib/contracts/probes';
import { PROBES } from '@/lib/domain/probe';
import { api } from '@/lib/utils/paths';
import { formatDuration, SECOND_MS } from '@/lib/utils/time';
import { InlineLink } from '@/components/ui/text-link';
import { DayShares } from './day-shares';
import { StandingBadge } from './probe-look';
import { ReportTable } from './report-table';
import { TargetDialog } from './target-dialog';

/** One target: how it stands, every probe, its settings; the same on its own page and on its domain's. */
export function TargetView({ target, onRemoved }: { readonly target: ProbeTarget; readonly onRemoved?: () => void }) {
  return (
    <div className="grid gap-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <StandingBadge standing={target.standing} />
        <span className="grow" />
        <TargetDeeds target={target} onRemoved={onRemoved} />
      </div>
      {target.enabled ? null : (
        <Banner kind="info">It is put to rest: nothing is asked by schedule, and no alarm is raised.</Banner>
      )}
      {target.domainState === null || target.domainState === 'running' ? null : (
        <Banner kind="info">
          Its domain does not run ({target.domainState}), so that it is not asked. What is shown is what was said
          before.
        </Banner>
      )}
      <ReportTable target={target} />
      <section aria-label="Availability">
        <h2 className="mb-2 text-base font-semibold">Availability</h2>
        <DayShares days={target.days} />
      </section>
      <section aria-label="Where it is asked">
        <h2 className="mb-2 text-base font-semibold">Where it is asked</h2>
        <DescriptionList items={settingsOf(target)} />
        <p className="mt-2 text-sm text-muted">
          For other monitoring: <InlineLink href={api.probeStatus(target.id)}>one line as plugins print it</InlineLink>,
          its exit code in the header X-Plugin-Exit-Code.
        </p>
      </section>
    </div>
  );
}

function settingsOf(target: ProbeTarget) {
  const ports = Object.entries(target.ports).map(([name, port]) => `${name} ${port}`);
  return [
    { term: 'Address', value: <span className="font-mono text-xs">{target.address}</span> },
    { term: 'Ports', value: ports.length === 0 ? 'the usual ones' : ports.join(', ') },
    {
      term: 'Every',
      value: intervalWords(target),
    },
    {
      term: 'Member',
      value:
        target.clientCertificate === null ? 'none: what asks as a member is not known' : 'a certificate and its key',
    },
    { term: 'CA', value: target.trustedCa === null ? 'none: certificates are not verified' : 'given' },
    { term: 'Queue', value: target.queue },
    { term: 'SE folder', value: target.dataPath },
  ];
}

/** @example intervalWords(target) // '1 min; a job every 2 h' */
function intervalWords({ probes, intervalSeconds, heavyIntervalSeconds }: ProbeTarget): string {
  const every = formatDuration(intervalSeconds * SECOND_MS);
  return probes.some((probe) => PROBES[probe].heavy)
    ? `${every}; a job every ${formatDuration(heavyIntervalSeconds * SECOND_MS)}`
    : every;
}

function TargetDeeds({
  target,
  onRemoved,
}: {
  readonly target: ProbeTarget;
  readonly onRemoved: (() => void) | undefined;
}) {
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const run = useMutation(runProbes());
  const remove = useMutation(removeProbeTarget());
  const mayRun = useScopeRefusal('probes:run');
  const mayWrite = useScopeRefusal('probes:write');
  return (
    <>
      <Button
        variant="primary"
        pending={run.isPending}
        disabledReason={mayRun}
        onClick={() =>
          run.mutate(
            { id: target.id, idempotencyKey: newIdempotencyKey() },
            {
              onSuccess: () => toast.done(`${target.name} is being asked`),
              onError: (error) => toast.failed(`${target.name} is not asked`, { detail: errorSentence(error) }),
            },
          )
        }
      >
        Run now
      </Button>
      <Button disabledReason={mayWrite} onClick={() => setEditing(true)}>
        Edit
      </Button>
      <Button disabledReason={mayWrite} onClick={() => setRemoving(true)}>
        Remove
      </Button>
      {editing ? <TargetDialog target={target} onClose={() => setEditing(false)} /> : null}
      {removing ? (
        <ConfirmDialog
          title={`Probe ${target.name} no more`}
          consequence="Its answers, its history and its availability are deleted with it."
          confirmLabel="Remove probes"
          danger
          pending={remove.isPending}
          error={remove.error === null ? undefined : errorSentence(remove.error)}
          onConfirm={() =>
            remove.mutate(
              { id: target.id, version: target.version },
              {
                onSuccess: () => {
                  setRemoving(false);
                  onRemoved?.();
                },
              },
            )
          }
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </>
  );
}
