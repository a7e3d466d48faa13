import { SearchX } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';

/** Last in a filter bar: drops all filters. Not there while none is set. */
export function ClearFilters({ narrowed, onClear }: { readonly narrowed: boolean; readonly onClear: () => void }) {
  return narrowed ? (
    <Button variant="ghost" onClick={onClear}>
      Clear
    </Button>
  ) : null;
}

/** In place of the rows where the filters leave none. */
export function NothingMatches({
  noun,
  onShowAll,
}: {
  readonly noun: { readonly one: string; readonly many: string };
  readonly onShowAll: () => void;
}) {
  return (
    <EmptyState
      icon={SearchX}
      title={`No ${noun.one} matches`}
      action={<Button onClick={onShowAll}>{`Show all ${noun.many}`}</Button>}
    >
      Nothing that you may see fits this search.
    </EmptyState>
  );
}
