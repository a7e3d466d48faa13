'use client';
import { useQuery } from '@tanstack/react-query';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { testbedQuery } from '@/lib/client/queries/testbed';

/**
 * The VOs that domains of this testbed have, to choose from instead of typing. Another name is only warned of: an account
 * may be made before the first domain of its VO.
 */
export function KnownVos({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[];
  readonly onChange: (vos: readonly string[]) => void;
}) {
  const { data } = useQuery(testbedQuery());
  if (data === undefined) return null;
  const known = [...new Set(data.domains.flatMap((tile) => (tile.vo === null ? [] : [tile.vo])))].toSorted();
  const strange = chosen.filter((vo) => !known.includes(vo));
  return (
    <div className="-mt-2 grid gap-2">
      {known.length === 0 ? null : (
        <fieldset className="flex flex-wrap items-center gap-1.5">
          <legend className="sr-only">VOs with domains here</legend>
          {known.map((vo) => {
            const taken = chosen.includes(vo);
            return (
              <Button
                key={vo}
                size="sm"
                aria-pressed={taken}
                className={taken ? 'border-accent text-accent' : undefined}
                onClick={() => onChange(taken ? chosen.filter((each) => each !== vo) : [...chosen, vo])}
              >
                {vo}
              </Button>
            );
          })}
        </fieldset>
      )}
      {strange.length === 0 ? null : (
        <Banner kind="warning" live>
          No domain here has the VO {strange.join(' or ')}. Check the spelling; the account would see nothing of it.
        </Banner>
      )}
    </div>
  );
}
