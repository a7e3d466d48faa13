import type { ReactNode } from 'react';
import { Age } from '@/components/ui/age';
import { Dash } from '@/components/ui/dash';
import { DescriptionList } from '@/components/ui/description-list';
import { Bytes, Duration, formatPercent, Rate } from '@/components/ui/figures';
import type { MigrationDetail } from '@/lib/contracts/migrations';
import { isFinished } from '@/lib/domain/operation';
import { formatBytes } from '@/lib/utils/units';
import { PredictedDuration } from '../predicted';

/** What was foretold beside what came: outlined against solid. */
export function Figures({ migration }: { readonly migration: MigrationDetail }) {
  const { prediction } = migration;
  const rows: readonly (readonly [string, ReactNode, ReactNode])[] = [
    [
      'Duration',
      <PredictedDuration key="p" estimate={prediction?.durationMs ?? null} />,
      <Duration key="m" ms={migration.durationMs} />,
    ],
    [
      'Downtime, measured at the guest',
      <PredictedDuration key="p" estimate={prediction?.downtimeMs ?? null} />,
      <Duration key="m" ms={migration.downtimeMeasuredMs} className="font-medium" />,
    ],
    ['Downtime, as the hypervisor reports', null, <Reported key="m" migration={migration} />],
    [
      'Copied',
      prediction?.bytes === undefined || prediction.bytes === null ? null : (
        <Foretold key="p">about {formatBytes(prediction.bytes)}</Foretold>
      ),
      <Bytes key="m" bytes={migration.bytesTransferred} />,
    ],
    [
      // The chart marks the rounds seen at its samples; a short last one may fall between two of them.
      'Rounds, as the hypervisor reports',
      prediction?.rounds === undefined || prediction.rounds === null ? null : (
        <Foretold key="p">about {Math.round(prediction.rounds)}</Foretold>
      ),
      migration.rounds ?? <Dash key="m" />,
    ],
    ['Bandwidth at the end', null, <Rate key="m" bytesPerSecond={lastBandwidth(migration)} />],
  ];
  return (
    <section aria-label="Figures">
      <h2 className="mb-2 text-base font-semibold">Predicted and measured</h2>
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="text-xs text-muted">
            <th scope="col" className="border-b border-line py-1 pr-3 font-medium">
              Figure
            </th>
            <th scope="col" className="border-b border-line py-1 pr-3 font-medium">
              Predicted
            </th>
            <th scope="col" className="border-b border-line py-1 text-right font-medium">
              Came to
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, foretold, came]) => (
            <tr key={name}>
              <th scope="row" className="border-b border-line py-1.5 pr-3 font-normal text-muted">
                {name}
              </th>
              <td className="border-b border-line py-1.5 pr-3">{foretold ?? <Dash />}</td>
              <td className="border-b border-line py-1.5 text-right tabular-nums">{came}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {prediction === null || !foretellsAnything(prediction) ? null : (
        <p className="mt-1 text-xs text-muted">The prediction rests on: {prediction.basis}</p>
      )}
    </section>
  );
}

/** Without a figure its basis is the reason why there is none: nothing rests on it. */
const foretellsAnything = (prediction: NonNullable<MigrationDetail['prediction']>): boolean =>
  [prediction.durationMs, prediction.downtimeMs, prediction.bytes, prediction.rounds].some((figure) => figure !== null);

/** Both hosts' own answers and the guest's, and what the move was asked to do. */
export function Answers({ migration }: { readonly migration: MigrationDetail }) {
  const { verification, options } = migration;
  const wait = !isFinished(migration.state);
  const unasked = wait ? 'not asked yet' : 'not verified: it did not get that far';
  const unheard =
    migration.stage === 'cancelled'
      ? 'not asked: it did not move'
      : wait
        ? 'not at the target yet'
        : 'not since the move';
  const asked = [
    options.live ? 'live' : 'paused while it moves',
    options.bandwidthMiBps === undefined ? '' : `at most ${options.bandwidthMiBps} MiB/s`,
    options.maxDowntimeMs === undefined ? '' : `downtime at most ${options.maxDowntimeMs} ms`,
    options.autoConverge ? 'auto-converge' : '',
    options.postCopy ? 'post-copy' : '',
    options.copyStorage ? 'disks copied along' : '',
    options.workload === undefined ? '' : 'measured by a program in the guest',
  ].filter((word) => word !== '');
  return (
    <section aria-label="Answers">
      <h2 className="mb-2 text-base font-semibold">What both hosts and the guest say</h2>
      <DescriptionList
        items={[
          { term: `Source, ${migration.sourceHostName}`, value: verification?.source ?? unasked },
          { term: `Target, ${migration.targetHostName}`, value: verification?.target ?? unasked },
          { term: 'Guest', value: verification?.guest ?? unasked },
          {
            term: 'Guest heard',
            value: migration.guestHeardAt === null ? unheard : <Age at={migration.guestHeardAt} />,
          },
          { term: 'Asked at', value: verification === null ? null : <Age at={verification.at} /> },
          { term: 'Asked for', value: asked.join(', ') },
          { term: 'By', value: migration.actorName },
          { term: 'When', value: <Age at={migration.createdAt} /> },
          { term: 'Reason', value: migration.reason },
        ]}
      />
    </section>
  );
}

/** What a program that worked in the guest lost by the move. */
export function WorkloadFacts({ migration }: { readonly migration: MigrationDetail }) {
  const { workload, options } = migration;
  if (options.workload === undefined) return null;
  return (
    <section aria-label="Cost to a program">
      <h2 className="mb-2 text-base font-semibold">What it cost a program in the guest</h2>
      {workload === null ? (
        <p className="text-sm text-muted">
          {isFinished(migration.state)
            ? 'Not known: its steps say what stood in the way.'
            : 'Known once the program has worked on for a while after the move.'}
        </p>
      ) : (
        <DescriptionList
          items={[
            { term: 'Work lost', value: <Duration ms={Math.max(0, workload.lostMs)} className="font-medium" /> },
            {
              term: 'While it moved',
              value: (
                <>
                  {formatPercent(workload.shareDone)} of its usual work, in <Duration ms={workload.wallMs} />
                </>
              ),
            },
            {
              term: 'Rate before, after',
              value: `${formatRounds(workload.beforePerSecond)}, ${formatRounds(workload.afterPerSecond)} rounds/s`,
            },
            {
              term: 'Memory rewritten',
              value:
                workload.dirtyMiBPerSecond === 0 ? 'none on purpose' : `${workload.dirtyMiBPerSecond} MiB/s asked for`,
            },
          ]}
        />
      )}
    </section>
  );
}

const formatRounds = (perSecond: number): string => Math.round(perSecond).toLocaleString('en-GB');

/** A report longer than the whole move is nonsense, which QEMU is known for: it is shown, and said to be that. */
function Reported({ migration }: { readonly migration: MigrationDetail }) {
  const { downtimeReportedMs: reported, durationMs } = migration;
  const absurd = reported !== null && durationMs !== null && reported > durationMs;
  return (
    <>
      <Duration ms={reported} className={absurd ? 'line-through' : undefined} />
      {absurd ? <span className="block text-xs text-muted">longer than the move itself: not believed</span> : null}
    </>
  );
}

const lastBandwidth = (migration: MigrationDetail): number | null =>
  migration.samples.findLast((sample) => sample.bandwidthBytesPerSecond !== null)?.bandwidthBytesPerSecond ?? null;
const Foretold = ({ children }: { readonly children: ReactNode }) => (
  <span className="rounded-sm border border-dashed border-edge px-1.5 text-xs text-muted">{children}</span>
);
