import { GUEST_MODE_WORDS } from '@/components/status/guest-mode-words';
import { Age } from '@/components/ui/age';
import { DescriptionList } from '@/components/ui/description-list';
import { formatPercent } from '@/components/ui/figures';
import type { BenchmarkRunDetail, Provenance } from '@/lib/contracts/benchmarks';
import { formatMemory } from '@/lib/utils/units';

type End = Provenance['ends'][number];

/** A host itself has no guest mode: what is kept of it then is said in its own words. */
const NATIVE_WORDS: Readonly<Record<string, string>> = {
  native: 'none: the host itself',
  dom0: 'none: the control domain of Xen',
};
const WORDS: Readonly<Record<string, string>> = { ...GUEST_MODE_WORDS, ...NATIVE_WORDS };
const guestModeWords = (mode: string): string => WORDS[mode] ?? mode;

/** What it ran on, as hypervisor and guest said it right before the first repeat. */
export function RunProvenance({ run }: { readonly run: BenchmarkRunDetail }) {
  const { provenance } = run;
  return (
    <section aria-label="Provenance">
      <h2 className="mb-2 text-base font-semibold">
        Provenance{' '}
        {provenance === null ? null : (
          <span className="text-xs font-normal text-muted">
            read <Age at={provenance.at} />, by Gridbox {provenance.gridboxVersion}
          </span>
        )}
      </h2>
      {provenance === null ? (
        <p className="text-sm text-muted">Not read yet: it is read right before the first repeat.</p>
      ) : (
        <div className="grid gap-6 xl:grid-cols-2">
          {provenance.ends.map((end, index) => (
            // Both ends of a pair may be one host; their order is fixed.
            // oxlint-disable-next-line react/no-array-index-key
            <EndFacts key={index} end={end} />
          ))}
        </div>
      )}
    </section>
  );
}

/** Name, where it runs if not on the very host, and how busy it was. */
function neighbourWords({ name, hostName, cpuLoad }: End['neighbours'][number]): string {
  const where = hostName === null ? name : `${name} on ${hostName}`;
  return cpuLoad === null ? where : `${where} (${formatPercent(cpuLoad)} busy)`;
}

function EndFacts({ end }: { readonly end: End }) {
  return (
    <div>
      <h3 className="mb-1 text-sm font-medium">
        {end.domainName ?? end.hostName}
        {end.lane === 0 ? null : <span className="text-muted"> (measurement {end.lane + 1})</span>}
      </h3>
      <DescriptionList
        items={[
          { term: 'Host', value: end.hostName },
          { term: 'Hypervisor', value: `${end.hypervisor} ${end.hypervisorVersion}` },
          { term: 'libvirt', value: end.managementVersion },
          { term: 'Host CPU', value: `${end.hostCpuModel}, ${end.hostCpuCount} logical` },
          { term: 'Host load', value: end.hostCpuLoad === null ? null : formatPercent(end.hostCpuLoad) },
          { term: 'Guest mode', value: guestModeWords(end.guestMode) },
          { term: 'Kernel', value: end.guest.kernel },
          { term: 'CPU it sees', value: end.guest.cpuModel },
          { term: 'Microcode', value: end.guest.microcode },
          { term: 'vCPUs', value: end.vcpus },
          { term: 'Memory', value: formatMemory(end.memoryKiB) },
          {
            term: 'Neighbours',
            value: end.neighbours.length === 0 ? 'none that runs' : end.neighbours.map(neighbourWords).join(', '),
          },
          {
            term: 'Image',
            value:
              end.imageChecksum === null ? null : (
                <code className="font-mono text-xs break-all">{end.imageChecksum}</code>
              ),
          },
          {
            term: 'Definition',
            value:
              end.definitionHash === null ? null : (
                <code className="font-mono text-xs break-all">{end.definitionHash}</code>
              ),
          },
        ]}
      />
      <details className="mt-2 text-sm">
        <summary className="w-fit rounded-sm text-muted">CPU flags</summary>
        <p className="mt-1 font-mono text-xs break-words text-muted">
          {(end.guest.cpuFlags.length === 0 ? end.hostCpuFlags : end.guest.cpuFlags).join(' ') || 'none were told'}
        </p>
      </details>
    </div>
  );
}
