'use client';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { BulkAction } from '@/components/table/table-types';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { actOnDomain } from '@/lib/client/mutations/domains';
import type { DomainSummary } from '@/lib/contracts/domains';
import { VERB_LABELS } from '@/lib/domain/domain-actions';
import { VERB_LOOKS } from './domain-verbs';
import { reasonAgainst } from './verb-items';

const BULK_VERBS = [
  'start',
  'shutdown',
  'reboot',
  'pause',
  'resume',
  'save',
  'restore',
  'destroy',
  'discard-saved',
] as const;

/** Verbs for many domains at once; whether one may is what its own row says. */
export function useBulkDomainActions(): readonly BulkAction<DomainSummary>[] {
  const { mutateAsync } = useMutation(actOnDomain());
  return useMemo(
    () =>
      BULK_VERBS.map((verb) => ({
        id: verb,
        label: VERB_LABELS[verb],
        icon: VERB_LOOKS.find((look) => look.verb === verb)?.icon,
        danger: verb === 'destroy' || verb === 'discard-saved',
        refusal: (domain) => reasonAgainst(domain, verb),
        send: async ({ id }, { reason }) => {
          const { operation } = await mutateAsync({ id, verb, reason, idempotencyKey: newIdempotencyKey() });
          return { operationId: operation.id };
        },
      })),
    [mutateAsync],
  );
}
