'use client';
import { useMutation } from '@tanstack/react-query';
import { Pause, Play, Power, PowerOff, RefreshCw, StepForward } from 'lucide-react';
import { useMemo } from 'react';
import type { BulkAction } from '@/components/table/table-types';
import { actOnDomain, type PlainVerb } from '@/lib/client/mutations/domains';
import type { DomainSummary } from '@/lib/contracts/domains';
import { VERB_LABELS } from '@/lib/domain/domain-actions';

const VERBS: readonly {
  readonly verb: PlainVerb;
  readonly icon: BulkAction<DomainSummary>['icon'];
  readonly danger?: true;
}[] = [
  { verb: 'start', icon: Play },
  { verb: 'shutdown', icon: Power },
  { verb: 'reboot', icon: RefreshCw },
  { verb: 'pause', icon: Pause },
  { verb: 'resume', icon: StepForward },
  { verb: 'destroy', icon: PowerOff, danger: true },
];

/** Verbs for many domains at once; whether one may is what its own row says. */
export function useBulkDomainActions(): readonly BulkAction<DomainSummary>[] {
  const { mutateAsync } = useMutation(actOnDomain());
  return useMemo(
    () =>
      VERBS.map(({ verb, icon, danger }) => ({
        id: verb,
        label: VERB_LABELS[verb],
        icon,
        danger,
        refusal: ({ can }) => {
          const verdict = can[verb];
          return verdict.allowed ? undefined : verdict.reason;
        },
        send: async ({ id }, { reason }) => {
          const { operation } = await mutateAsync({ id, verb, reason, idempotencyKey: crypto.randomUUID() });
          return { operationId: operation.id };
        },
      })),
    [mutateAsync],
  );
}
