'use client';
import { ChevronDown } from 'lucide-react';
import { useId, useMemo } from 'react';
import { Select } from '@/components/ui/select';
import type { TechnologyMatrix } from '@/lib/contracts/technologies';
import { ABILITY_GROUP_TITLES, ABILITY_GROUPS } from '@/lib/domain/technologies/abilities';
import type { Technology } from '@/lib/domain/technologies/technologies';
import { CellDetails } from './cell-details';
import { CellFace } from './cell-face';
import { ClaimView } from './claim-view';
import { EvidenceLabel } from './evidence-label';
import { indexCells, type MatrixAbility, type MatrixTechnology } from './matrix-words';

/** One technology at a time, for a narrow screen; what a cell rests on unfolds below it. */
export function MatrixList({
  matrix,
  technologies,
  abilities,
  shown,
  onShow,
}: {
  readonly matrix: TechnologyMatrix;
  readonly technologies: readonly MatrixTechnology[];
  readonly abilities: readonly MatrixAbility[];
  readonly shown: MatrixTechnology;
  readonly onShow: (technology: Technology) => void;
}) {
  const cellOf = useMemo(() => indexCells(matrix.cells), [matrix.cells]);
  const { host } = matrix;
  const id = useId();
  return (
    <>
      <div className="mb-2 grid gap-1">
        <label htmlFor={id} className="text-sm font-medium">
          Technology
        </label>
        <Select
          id={id}
          value={shown.id}
          options={technologies.map((each) => ({ value: each.id, label: each.shortName }))}
          onValueChange={onShow}
          className="w-full"
        />
      </div>
      <p className="mb-4 text-sm text-muted">{shown.about}</p>
      {ABILITY_GROUPS.map((group) => {
        const rows = abilities.filter((ability) => ability.group === group);
        return rows.length === 0 ? null : (
          <section key={group} aria-label={ABILITY_GROUP_TITLES[group]} className="mb-4">
            <h2 className="mb-1 text-xs font-medium text-muted">{ABILITY_GROUP_TITLES[group]}</h2>
            <ul className="divide-y divide-line border-y border-line">
              {rows.map((ability) => {
                const cell = cellOf(shown.id, ability.id);
                const own = host?.findings.find((finding) => finding.ability === ability.id);
                return cell === undefined ? null : (
                  <li key={ability.id}>
                    <details className="group">
                      <summary className="flex list-none items-start gap-2 py-2.5 [&::-webkit-details-marker]:hidden">
                        <span className="grid min-w-0 grow gap-1">
                          <span className="text-sm font-medium">{ability.title}</span>
                          <CellFace cell={cell} />
                          {host === null ? null : (
                            <span className="flex flex-wrap items-center gap-2 text-xs text-muted">
                              On {host.name}:
                              {own === undefined ? (
                                host.simulated ? (
                                  ' not modelled'
                                ) : (
                                  ' not probed'
                                )
                              ) : (
                                <>
                                  <ClaimView claim={own.claim} className="text-ink" />
                                  <EvidenceLabel kind={own.basis} />
                                </>
                              )}
                            </span>
                          )}
                        </span>
                        <ChevronDown aria-hidden className="mt-1 size-4 shrink-0 text-faint group-open:rotate-180" />
                      </summary>
                      <div className="pb-3">
                        <p className="mb-2 text-xs text-muted">{ability.explanation}</p>
                        <CellDetails cell={cell} />
                      </div>
                    </details>
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </>
  );
}
