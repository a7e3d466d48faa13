'use client';
import { useQuery } from '@tanstack/react-query';
import { useSettled } from '@/components/form/use-settled';
import { Banner } from '@/components/ui/banner';
import { checkEnvironmentQuery } from '@/lib/client/queries/environments';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { EnvironmentPlace } from '@/lib/contracts/environments';
import { type EnvironmentDraft, placeOf } from './environment-draft';

/** Before it is offered: that none of its hosts can make the network that it asks for, or some cannot. */
export function NetworkNote({ draft }: { readonly draft: EnvironmentDraft }) {
  const refused = useScopeRefusal('environments:write');
  const place = refused === undefined ? placeOf(draft) : undefined;
  const settled = useSettled(JSON.stringify(place ?? null));
  const { data } = useQuery(checkEnvironmentQuery((JSON.parse(settled) as EnvironmentPlace | null) ?? undefined));
  // What is said of other hosts, or of another network, is not said of these.
  const note = JSON.stringify(place ?? null) === settled ? data?.network : undefined;
  if (note === undefined || note === null) return null;
  return (
    <Banner kind={note.possible ? 'info' : 'warning'} live>
      {note.words}
    </Banner>
  );
}
