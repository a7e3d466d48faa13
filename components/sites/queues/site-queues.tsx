'use client';
import { ListOrdered } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { EmptyState } from '@/components/status/view-states';
import { CopyButton } from '@/components/ui/copy-button';
import { Scrolled } from '@/components/ui/scrolled';
import { useNow } from '@/components/ui/use-now';
import { queuesIn } from '@/lib/site/batch/batch-queue';
import { renderLsbQueues } from '@/lib/site/batch/render-lsb-queues';
import { renderSlurmPartitions } from '@/lib/site/batch/render-slurm-partitions';
import { MINUTE_MS } from '@/lib/utils/time';
import { StartCalendar } from './start-calendar';

/** In the place of a list that only the site's own Slurm knows. */
const ALL_NODES = 'ALL';
const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The queues of a site file: when a job could start in them, and how batch systems write them down. */
export function SiteQueues({ text }: { readonly text: string }) {
  const [zone, setZone] = useState(ownZone);
  const minute = useNow((now) => Math.floor(now / MINUTE_MS), 0);
  const now = new Date(minute * MINUTE_MS);
  const queues = queuesIn(text) ?? [];
  const [first] = queues;
  if (first === undefined)
    return (
      <EmptyState icon={ListOrdered} title="No queues">
        The site file names none. Under <code>batch.queues</code> it may have one for each VO, with a limit (
        <code>maxWall</code>) and windows (<code>windows</code>, <code>runWindows</code>).
      </EmptyState>
    );
  const slurm = renderSlurmPartitions(queues, { nodes: ALL_NODES, at: now, timeZone: zone });
  return (
    <div className="grid gap-8">
      <StartCalendar queues={queues} now={now} zone={zone} onZone={setZone} />
      <section aria-label="As batch systems write them" className="grid max-w-4xl gap-4">
        <div>
          <h2 className="text-base font-semibold">As batch systems write them</h2>
          <p className="text-sm text-muted">
            Made of the file. Gridbox puts them nowhere. The users of a VO are taken to be a group of its name.
          </p>
        </div>
        <Written title="LSF: lsb.queues" text={renderLsbQueues(queues)}>
          By LSF’s documentation; not verified against a live installation.
        </Written>
        <Written title="Slurm: slurm.conf" text={slurm.partitions}>
          Up or down as of now. Such lines are run by a real Slurm in the tests. {slurm.notRendered.join(' ')}
        </Written>
        {slurm.crontab === '' ? null : (
          <Written title="Slurm: crontab of its controller" text={slurm.crontab}>
            Slurm has no windows: these lines take a queue down, where its jobs wait and those that run go on, and up.
          </Written>
        )}
      </section>
    </div>
  );
}

function Written({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-sm font-medium">{title}</h3>
        <CopyButton text={text} label={`Copy ${title}`} />
      </div>
      <p className="mb-1 text-xs text-muted">{children}</p>
      <Scrolled label={title}>
        <pre className="p-3 font-mono text-xs leading-5">{text}</pre>
      </Scrolled>
    </div>
  );
}
