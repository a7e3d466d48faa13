/** What one host's domains were when last written, and the writing of what changed since. */
import { isSimulated } from '@/lib/domain/host';
import type { DomainReading } from '@/lib/domain/readings';
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { HostRow } from '@/lib/agent/hosts/host-row';
import type { AgentPorts } from '@/lib/agent/ports';
import { LOOK_DEADLINE_MS, READ_DEADLINE_MS } from '@/lib/agent/tunables';
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

/** The host has ended every question by then, answered or not. */
const LATE_ANSWER_MS = 2 * Math.max(READ_DEADLINE_MS, LOOK_DEADLINE_MS);

export function createDomainBook(options: {
  readonly ports: Pick<AgentPorts, 'pool' | 'clock'>;
  readonly row: HostRow;
  readonly onSuspects: (domainIds: readonly string[]) => void;
  readonly onGone: (domainIds: readonly string[]) => void;
}): DomainBook {
  const { ports, row } = options;
  const entries = new Map<string, Entry>();
  const hashes = new Map<DomainId, string>();
  /** When the host was asked that knew them no more; kept as long as an answer to an older question may still come. */
  const goneAskedAt = new Map<string, number>();
  let waiting: Answer[] = [];
  let writing: Promise<unknown> = Promise.resolve();

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = writing.then(work);
    writing = turn.catch(() => undefined);
    return await turn;
  };

  const forget = (id: string): void => {
    entries.delete(id);
    hashes.delete(domainId(id));
  };

  /** No answer to an older question than the one that was answered last. */
  const isNews = ({ id, askedAt }: Answer): boolean =>
    (entries.get(id)?.askedAt ?? goneAskedAt.get(id) ?? askedAt) <= askedAt;

  const noteGone = ({ id, askedAt }: Answer): void => {
    forget(id);
    for (const [other, at] of goneAskedAt) if (askedAt - at > LATE_ANSWER_MS) goneAskedAt.delete(other);
    goneAskedAt.set(id, askedAt);
  };

  /** Takes the answer into the book. @returns what must be written of it. */
  const take = ({ reading, askedAt, force }: Answer & { readonly reading: DomainReading }): DomainImage | undefined => {
    const before = entries.get(reading.id);
    goneAskedAt.delete(reading.id);
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
      if (!isNews(answer)) continue;
      if (reading === undefined) {
        noteGone(answer);
        gone.push(id);
      } else {
        const image = take({ ...answer, reading });
        if (image !== undefined) images.push(image);
      }
    }
    if (images.length === 0 && gone.length === 0) return 0;
    try {
      const applied = await applyReadings(ports.pool, {
        hostId: row.id,
        simulated: isSimulated(row),
        images,
        askedAt: new Map(answers.map(({ id, askedAt }) => [id, askedAt])),
        gone,
        at: ports.clock.now(),
      });
      for (const id of applied.deleted) forget(id);
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
      goneAskedAt.clear();
    },
  };
}
