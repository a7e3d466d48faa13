'use client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { CreateDomainDialog } from './create-domain-dialog';

/** @param hostId where it is asked for; @param refused why not here, where something stands against it */
export function CreateDomainButton({
  hostId,
  refused,
  variant = 'secondary',
}: {
  readonly hostId?: string | undefined;
  readonly refused?: string | undefined;
  readonly variant?: 'primary' | 'secondary' | undefined;
}) {
  const [open, setOpen] = useState(false);
  const forbidden = useScopeRefusal('domains:create');
  return (
    <>
      <Button variant={variant} disabledReason={forbidden ?? refused} onClick={() => setOpen(true)}>
        <Plus aria-hidden />
        Create domain
      </Button>
      {open ? <CreateDomainDialog hostId={hostId} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
