import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Duration } from '@/components/ui/figures';
import { PlainTable } from '@/components/ui/plain-table';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { TextLink } from '@/components/ui/text-link';
import type { Tone } from '@/components/ui/tone';
import type { PoolSlot } from '@/lib/contracts/pools';
import { SLOT_STATE_WORDS, type SlotState } from '@/lib/domain/pool';
import { pages } from '@/lib/utils/paths';
import { shortFeature } from './pool-words';

const TONES: Record<SlotState, Tone> = {
  wanted: 'accent',
  booting: 'moving',
  open: 'running',
  draining: 'moving',
  deleting: 'moving',
  leaving: 'moving',
  gone: 'off',
};
const HEADS = ['Node', 'State', 'Host', 'Booted in', 'Asked for', 'What is left of it'];

/** Slots that are there, and the last that are gone, with the proof that nothing of them is left. */
export function PoolSlots({ slots }: { readonly slots: readonly PoolSlot[] }) {
  return (
    <section aria-label="Slots" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Slots</h2>
      {slots.length === 0 ? (
        <p className="text-sm text-muted">None was booted yet.</p>
      ) : (
        <PlainTable label="Slots of the pool" heads={HEADS}>
          {slots.map((slot) => (
            <tr key={slot.id} className="border-b border-line last:border-b-0">
              <th scope="row" className="px-2 py-1 font-normal whitespace-nowrap">
                {slot.domainId === null || slot.state === 'gone' ? (
                  slot.node
                ) : (
                  <TextLink href={pages.domain(slot.domainId)}>{slot.node}</TextLink>
                )}{' '}
                {slot.simulated ? <SimulatedLabel /> : null}
              </th>
              <td className="px-2 py-1">
                <Badge tone={TONES[slot.state]}>{SLOT_STATE_WORDS[slot.state]}</Badge>
                {slot.feature === null ? null : (
                  <span className="block text-xs text-muted">
                    for jobs that bring {shortFeature(slot.feature)} alone
                  </span>
                )}
                {slot.words === null ? null : <span className="block text-xs text-muted">{slot.words}</span>}
              </td>
              <td className="px-2 py-1 whitespace-nowrap">{slot.hostName ?? ''}</td>
              <td className="px-2 py-1 whitespace-nowrap">
                <Duration ms={slot.openAt === null ? null : Date.parse(slot.openAt) - Date.parse(slot.wantedAt)} />
              </td>
              <td className="px-2 py-1 whitespace-nowrap">
                <Age at={slot.wantedAt} />
              </td>
              <td className="px-2 py-1 whitespace-nowrap">{leftWords(slot)}</td>
            </tr>
          ))}
        </PlainTable>
      )}
    </section>
  );
}

function leftWords({ state, cleanUp }: PoolSlot): string {
  if (cleanUp === null) return state === 'gone' ? 'nothing was made' : '';
  return cleanUp.clean ? 'nothing, looked for' : 'not proved to be gone';
}
