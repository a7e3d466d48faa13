'use client';
import { Popover } from '@base-ui/react/popover';
import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { TechnologyCell, TechnologyMatrix } from '@/lib/contracts/technologies';
import { type Ability, ABILITY_GROUP_TITLES, ABILITY_GROUPS } from '@/lib/domain/technologies/abilities';
import type { Technology } from '@/lib/domain/technologies/technologies';
import { CellDetails } from './cell-details';
import { CellFace } from './cell-face';
import { ClaimView } from './claim-view';
import { EvidenceLabel } from './evidence-label';
import { indexCells, type MatrixAbility, type MatrixTechnology } from './matrix-words';

interface Place {
  readonly technology: Technology;
  readonly ability: Ability;
}

/** With more columns than this an ability's explanation would make every row tall; each cell's popover has it then. */
const EXPLAINED_UP_TO = 6;

/** Technologies side by side, abilities below each other. One popover serves every cell. */
export function MatrixGrid({
  matrix,
  technologies,
  abilities,
}: {
  readonly matrix: TechnologyMatrix;
  readonly technologies: readonly MatrixTechnology[];
  readonly abilities: readonly MatrixAbility[];
}) {
  const [handle] = useState(() => Popover.createHandle<Place>());
  const cellOf = useMemo(() => indexCells(matrix.cells), [matrix.cells]);
  const { host } = matrix;
  const explained = technologies.length <= EXPLAINED_UP_TO;
  return (
    <>
      <section
        aria-label="Matrix"
        // It scrolls by itself, so the keyboard must be able to reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        // Positioned, so that the words for screen readers inside scroll with it and do not widen the page.
        className="relative max-h-[calc(100dvh-196px)] min-h-80 overflow-auto rounded-md border border-line bg-surface"
      >
        <table className="w-full border-separate border-spacing-0 text-left">
          <caption className="sr-only">What each technology can do, and how that is known</caption>
          <thead>
            <tr>
              <th scope="col" className="sticky top-0 left-0 z-30 border-r border-b border-line bg-surface p-2">
                <span className="sr-only">Ability</span>
              </th>
              {host === null ? null : (
                <th scope="col" className="sticky top-0 z-20 border-r border-b border-line bg-surface p-2 align-bottom">
                  <span className="block text-sm font-semibold break-words">On {host.name}</span>
                  <span className="block text-xs font-normal text-muted">
                    {host.simulated ? 'this simulated host' : 'this host'}
                  </span>
                </th>
              )}
              {technologies.map((technology) => (
                <th
                  key={technology.id}
                  scope="col"
                  className="sticky top-0 z-20 min-w-26 border-b border-line bg-surface p-2 align-bottom"
                >
                  <span className="block text-sm font-semibold">{technology.shortName}</span>
                  <span className="block text-xs font-normal text-muted">
                    {hostWords(technology, matrix.hostsShown)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          {ABILITY_GROUPS.map((group) => {
            const rows = abilities.filter((ability) => ability.group === group);
            return rows.length === 0 ? null : (
              <tbody key={group}>
                <tr>
                  <th
                    scope="rowgroup"
                    colSpan={technologies.length + (host === null ? 1 : 2)}
                    className="border-b border-line bg-sunken px-2 py-1 text-xs font-medium text-muted"
                  >
                    <span className="sticky left-2">{ABILITY_GROUP_TITLES[group]}</span>
                  </th>
                </tr>
                {rows.map((ability) => (
                  <tr key={ability.id}>
                    <th
                      scope="row"
                      className="sticky left-0 z-10 max-w-64 border-r border-b border-line bg-surface p-2 align-top font-normal"
                    >
                      <span className="block text-sm font-medium">{ability.title}</span>
                      {explained ? <span className="block text-xs text-muted">{ability.explanation}</span> : null}
                    </th>
                    {host === null ? null : <HostCell host={host} ability={ability.id} />}
                    {technologies.map((technology) => (
                      <td key={technology.id} className="h-px border-b border-line p-0 align-top">
                        <Cell
                          handle={handle}
                          cell={cellOf(technology.id, ability.id)}
                          title={`${ability.title}, ${technology.shortName}`}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            );
          })}
        </table>
      </section>
      <Popover.Root handle={handle}>
        {({ payload }) => {
          const cell = payload === undefined ? undefined : cellOf(payload.technology, payload.ability);
          const technology = matrix.technologies.find((each) => each.id === cell?.technology);
          const ability = matrix.abilities.find((each) => each.id === cell?.ability);
          return (
            <Popover.Portal>
              <Popover.Positioner sideOffset={2} collisionPadding={12} className="z-50">
                <Popover.Popup className="max-h-(--available-height) w-100 max-w-[calc(100vw-32px)] overflow-y-auto rounded-lg border border-line bg-raised p-3 shadow-pop outline-none">
                  {cell === undefined || technology === undefined || ability === undefined ? null : (
                    <>
                      <div className="mb-2 flex items-start gap-2">
                        <div className="min-w-0 grow">
                          <Popover.Title className="text-base font-semibold">{ability.title}</Popover.Title>
                          <p className="text-xs text-muted">{technology.name}</p>
                        </div>
                        {/* Without a tooltip: one that is open would take the first Escape for itself. */}
                        <Popover.Close
                          aria-label="Close"
                          className="grid size-7 shrink-0 place-items-center rounded-md hover:bg-hover"
                        >
                          <X aria-hidden className="size-4" />
                        </Popover.Close>
                      </div>
                      <p className="mb-3 text-sm text-muted">{ability.explanation}</p>
                      <CellDetails cell={cell} />
                    </>
                  )}
                </Popover.Popup>
              </Popover.Positioner>
            </Popover.Portal>
          );
        }}
      </Popover.Root>
    </>
  );
}

function Cell({
  handle,
  cell,
  title,
}: {
  readonly handle: Popover.Handle<Place>;
  readonly cell: TechnologyCell | undefined;
  readonly title: string;
}) {
  if (cell === undefined) return null;
  return (
    <Popover.Trigger
      handle={handle}
      payload={{ technology: cell.technology, ability: cell.ability }}
      className="grid h-full w-full content-start gap-0.5 p-2 text-left -outline-offset-2 hover:bg-hover data-popup-open:bg-accent-soft"
    >
      <span className="sr-only">{title}: </span>
      <CellFace cell={cell} />
    </Popover.Trigger>
  );
}

function HostCell({
  host,
  ability,
}: {
  readonly host: NonNullable<TechnologyMatrix['host']>;
  readonly ability: Ability;
}) {
  const finding = host.findings.find((each) => each.ability === ability);
  return (
    <td className="border-r border-b border-line bg-sunken/50 p-2 align-top">
      {finding === undefined ? (
        <span className="text-sm text-muted">{host.simulated ? 'Not modelled' : 'Not probed'}</span>
      ) : (
        <span className="grid gap-1">
          <ClaimView claim={finding.claim} />
          <span>
            <EvidenceLabel kind={finding.basis} />
          </span>
        </span>
      )}
    </td>
  );
}

/** @example hostWords({ realHosts: 3, simulatedHosts: 2 }, true) // '3 hosts, 2 simulated' */
function hostWords({ realHosts, simulatedHosts }: MatrixTechnology, shown: boolean): string {
  if (!shown) return '';
  if (realHosts + simulatedHosts === 0) return 'no host here';
  const real = realHosts === 0 ? [] : [`${realHosts} ${realHosts === 1 ? 'host' : 'hosts'}`];
  const simulated = simulatedHosts === 0 ? [] : [`${simulatedHosts} simulated`];
  return [...real, ...simulated].join(', ');
}
