import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Dash } from '@/components/ui/dash';
import { Duration } from '@/components/ui/figures';
import { Scrolled } from '@/components/ui/scrolled';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import type { CampaignCell } from '@/lib/contracts/campaigns';
import { CellBadge, testWords } from './campaign-look';

const HEADERS = ['Environment', 'Result', 'Tests', 'Exit code', 'Command took', 'Made of', 'Host', 'Domain'];

/** Every environment and how it stands; one of them is open below. */
export function CampaignMatrix({
  cells,
  chosen,
  onChoose,
}: {
  readonly cells: readonly CampaignCell[];
  readonly chosen: number | undefined;
  readonly onChoose: (sequence: number) => void;
}) {
  return (
    <section aria-label="Environments" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Environments</h2>
      <Scrolled label="Environments and their results">
        <table className="w-full text-left text-sm">
          <thead className="border-b border-line text-xs text-muted">
            <tr>
              {HEADERS.map((header) => (
                <th key={header} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {cells.map((cell) => (
              <tr key={cell.sequence} className={cn(cell.sequence === chosen && 'bg-accent-soft')}>
                <th scope="row" className="px-3 py-1.5 font-medium whitespace-nowrap">
                  <Button size="sm" aria-pressed={cell.sequence === chosen} onClick={() => onChoose(cell.sequence)}>
                    {cell.name}
                  </Button>
                </th>
                <td className="px-3 py-1.5">
                  <CellBadge cell={cell} />
                  {cell.words === null ? null : <span className="block max-w-md text-xs text-muted">{cell.words}</span>}
                </td>
                <td className="px-3 py-1.5 whitespace-nowrap">{testWords(cell.tests) ?? <Dash />}</td>
                <td className="px-3 py-1.5 tabular-nums">{cell.exitCode ?? <Dash />}</td>
                <td className="px-3 py-1.5 whitespace-nowrap">
                  {cell.commandMs === null ? <Dash /> : <Duration ms={cell.commandMs} />}
                </td>
                <td className="px-3 py-1.5 whitespace-nowrap">
                  {cell.image}, {cell.memoryMiB} MiB
                </td>
                <td className="px-3 py-1.5 whitespace-nowrap">
                  {cell.hostName ?? <Dash />} {cell.simulated ? <SimulatedLabel /> : null}
                </td>
                <td className="px-3 py-1.5 whitespace-nowrap">
                  {cell.domainName} <span className="text-xs text-muted">{domainWords(cell)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </section>
  );
}

function domainWords({ state, cleanUp, domainId }: CampaignCell): string {
  if (cleanUp?.clean === true) return 'gone, and looked for again';
  if (domainId === null) return state === 'done' ? 'never made' : 'not made yet';
  if (state !== 'done') return '';
  return cleanUp === null ? 'deleted by somebody else' : 'not known to be gone';
}
