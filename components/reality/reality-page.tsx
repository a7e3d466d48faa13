import { PageHeader } from '@/components/ui/page-header';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { PROMISES, REALITY_LABELS, type RealityLabel } from './promises';

// Object.keys of a const record: its keys are exactly the labels.
const LABELS = Object.keys(REALITY_LABELS) as RealityLabel[];

/** The promises of the report with what stands of each. The same for everybody; nothing is read. */
export function RealityPage() {
  const built = PROMISES.filter((each) => each.label !== undefined).length;
  return (
    <>
      <PageHeader title="What is real here" meta={`${built} of ${PROMISES.length} promises carry a label today`} />
      <p className="mb-4 max-w-prose text-sm text-muted">
        Gridbox builds what <cite>Virtualization experience with Xen</cite> (CERN openlab, May 2006) was reaching for.
        Each thing that report names carries one of four labels, or says that it is not built yet. Whatever is modelled
        instead of run is labelled simulated.
      </p>
      <dl className="mb-6 grid gap-x-6 gap-y-1 text-sm sm:grid-cols-[auto_1fr]">
        {LABELS.map((label) => (
          <div key={label} className="contents">
            <dt>
              <Label label={label} />
            </dt>
            <dd className="text-muted">{REALITY_LABELS[label]}</dd>
          </div>
        ))}
        <div className="contents">
          <dt>
            <SimulatedLabel />
          </dt>
          <dd className="text-muted">A model answers in place of a machine; it takes the same commands.</dd>
        </div>
      </dl>
      <ul className="divide-y divide-line border-y border-line">
        {PROMISES.map((each) => (
          <li key={each.id} id={each.id} className="grid gap-x-6 gap-y-1 py-3 text-sm md:grid-cols-[240px_112px_1fr]">
            <h2 className="font-medium">{each.report}</h2>
            <span>
              <Label label={each.label} />
            </span>
            <div className="grid max-w-prose gap-1">
              {each.stands === undefined ? null : <p>{each.stands}</p>}
              {each.missing === undefined ? null : (
                <p className="text-muted">
                  {each.label === undefined ? 'Not built yet: ' : 'Not there: '}
                  {each.missing}
                </p>
              )}
              {each.simulated === undefined ? null : (
                <p className="flex flex-wrap items-center gap-2 text-muted">
                  <SimulatedLabel />
                  {each.simulated}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Solid for what runs, outlined for what is known, dotted for what is not there. */
function Label({ label }: { readonly label: RealityLabel | undefined }) {
  const look =
    label === undefined
      ? 'border-dotted border-edge text-muted'
      : label === 'REAL' || label === 'EQUIVALENT'
        ? 'border-running bg-running/12 text-running'
        : 'border-edge text-ink';
  return (
    <span className={`inline-block rounded-sm border px-1.5 text-xs leading-5 font-medium whitespace-nowrap ${look}`}>
      {label ?? 'not built yet'}
    </span>
  );
}
