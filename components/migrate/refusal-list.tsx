import type { RefusalBody } from '@/lib/contracts/migrations';

/** Every reason with what can be done about it. */
export function RefusalList({ refusals }: { refusals: readonly RefusalBody[] }) {
  return (
    <ul className="grid gap-1.5 text-xs">
      {refusals.map((refusal) => (
        // Two reasons of one kind differ in their sentence.
        <li key={`${refusal.code} ${refusal.sentence}`}>
          <span className="block text-ink">{refusal.sentence}</span>
          <span className="block text-muted">{refusal.remedy}</span>
        </li>
      ))}
    </ul>
  );
}
