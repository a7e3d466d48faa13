/** What one host's domains were when last written, and the writing of what changed since. */
import { isSimulated } from '@/lib/domain/host';
import type { DomainReading } from '@/lib/domain/readings';
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { HostRow } from '@/lib/agent/hosts/host-row';
import type { AgentPorts } from '@/lib/agent/ports';
import { applyReadings } from './apply-readings';
import { differs, type DomainImage, imageOf } from './domain-image';
import { type DomainRates, domainRates } from './rates';

/** One answer of the host about one domain. */
interface Answer {
  readonly id: string;
  /** Undefined: the host does not know it. */
  readonly reading: DomainReading | undefined;
  /** When the question was put: the answer to an older one must not overwrite the answer to a newer. */
  readonly askedAt: number;
  /** Write it even where nothing changed: somebody else wrote the row meanwhile. */
  readonly force: boolean;
}

export interface DomainBook {
  /** Definitions that need not be read again. */
  readonly hashes: ReadonlyMap<DomainId, string>;
  /** Writes what changed; writers take turns. @returns how many domains changed. */
  write(answers: readonly Answer[]): Promise<number>;
  /** The same, together with others that come while another write is under way. */
  writeSoon(answer: Answer): Promise<void>;
  ids(): readonly string[];
  running(): readonly DomainId[];
  /** Rates since the reading that the book has; undefined where it has none. */
  ratesOf(reading: DomainReading): DomainRates | undefined;
  /** Nothing is taken for written any more, e.g. because another agent wrote meanwhile. */
  distrust(): void;
  clear(): void;
}

interface Entry {
  readonly reading: DomainReading;
  /** Undefined: not known to be written. */
  image: DomainImage | undefined;
  readonly cpuLoad: number | undefined;
  readonly askedAt: number;
}

export function createDomainBook(options: {
  readonly ports: Pick<AgentPorts, 'pool' | 'clock'>;
  readonly row: HostRow;
  readonly onSuspects: (domainIds: readonly string[]) => void;
  readonly onGone: (domainIds: readonly string[]) => void;
}): DomainBook {
  const { ports, row } = options;
  const entries = new Map<string, Entry>();
  const hashes = new Map<DomainId, string>();
  let waiting: Answer[] = [];
  let writing: Promise<unknown> = Promise.resolve();

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = writing.then(work);
    writing = turn.catch(() => undefined);
    return await turn;
  };

  /** Takes the answer into the book. @returns what must be written of it. */
  const take = ({ reading, askedAt, force }: Answer & { readonly reading: DomainReading }): DomainImage | undefined => {
    const before = entries.get(reading.id);
    if (before !== undefined && before.askedAt > askedAt) return undefined;
    if (reading.definition !== undefined) hashes.set(reading.id, reading.definition.hash);
    const rates = before === undefined ? undefined : domainRates(before.reading, reading);
    const cpuLoad = reading.state === 'running' ? (rates?.cpuLoad ?? before?.cpuLoad) : undefined;
    const image = imageOf(reading, cpuLoad, hashes.get(reading.id));
    const changed = force || differs(before?.image, image);
    entries.set(reading.id, {
      // Rates are taken over a whole span: a look right after another keeps the older counters.
      reading: rates === undefined && before !== undefined ? { ...before.reading, state: reading.state } : reading,
      image: changed ? undefined : before?.image,
      cpuLoad,
      askedAt,
    });
    return changed ? image : undefined;
  };

  const writeNow = async (answers: readonly Answer[]): Promise<number> => {
    const images: DomainImage[] = [];
    const gone: string[] = [];
    for (const answer of answers) {
      const { id, reading } = answer;
      if (reading !== undefined) {
        const image = take({ ...answer, reading });
        if (image !== undefined) images.push(image);
      } else if ((entries.get(id)?.askedAt ?? 0) <= answer.askedAt) {
        entries.delete(id);
        hashes.delete(domainId(id));
        gone.push(id);
      }
    }
    if (images.length === 0 && gone.length === 0) return 0;
    try {
      const applied = await applyReadings(ports.pool, {
        hostId: row.id,
        simulated: isSimulated(row),
        images,
        gone,
        at: ports.clock.now(),
      });
      if (applied.suspects.length > 0) options.onSuspects(applied.suspects);
    } catch (error) {
      // Not written, so the definitions must come again.
      for (const image of images) hashes.delete(domainId(image.id));
      throw error;
    }
    for (const image of images) {
      const entry = entries.get(image.id);
      if (entry !== undefined) entry.image = { ...image, definition: undefined };
    }
    if (gone.length > 0) options.onGone(gone);
    return images.length + gone.length;
  };

  return {
    hashes,
    write: async (answers) => await inTurn(async () => await writeNow(answers)),
    writeSoon: async (answer) => {
      waiting.push(answer);
      await inTurn(async () => {
        const batch = waiting;
        waiting = [];
        await writeNow(batch);
      });
    },
    ids: () => [...entries.keys()],
    running: () => [...entries.values()].filter((one) => one.reading.state === 'running').map((one) => one.reading.id),
    ratesOf: (reading) => {
      const before = entries.get(reading.id);
      return before === undefined ? undefined : domainRates(before.reading, reading);
    },
    distrust: () => {
      for (const entry of entries.values()) entry.image = undefined;
    },
    clear: () => {
      entries.clear();
      hashes.clear();
    },
  };
}
