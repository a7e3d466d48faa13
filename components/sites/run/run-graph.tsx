import { cn } from '@/components/ui/cn';
import { Scrolled } from '@/components/ui/scrolled';
import { TONE_FILL, TONE_TEXT } from '@/components/ui/tone';
import type { PlannedSiteNode, SiteRunStep } from '@/lib/contracts/sites';
import { RUN_STEP_WORDS } from '@/lib/domain/site-run';
import type { StepVerb } from '@/lib/site/plan/site-plan';
import { BOX, layGraph } from './graph-layout';
import { STEP_LOOKS } from './run-look';
import { formatMemory } from '@/lib/utils/units';

const VERBS: Record<StepVerb, string> = {
  'make-network': 'Make',
  create: 'Create',
  change: 'Change',
  destroy: 'Destroy',
  'remove-network': 'Remove',
};

/** The steps with what they wait for, from left to right, as they stand now. A phone has the list below alone. */
export function RunGraph({
  steps,
  nodes,
}: {
  readonly steps: readonly SiteRunStep[];
  readonly nodes: readonly PlannedSiteNode[];
}) {
  if (steps.length === 0) return null;
  const { boxes, lines, width, height } = layGraph(steps);
  return (
    <section aria-label="Graph" className="max-sm:hidden">
      <h2 className="mb-2 text-base font-semibold">Graph</h2>
      <Scrolled label="Steps from left to right" className="p-3">
        <div className="relative" style={{ width, height }}>
          <svg aria-hidden width={width} height={height} className="absolute inset-0 text-edge">
            {lines.map(({ key, path }) => (
              <path key={key} d={path} fill="none" stroke="currentColor" strokeWidth={1.5} />
            ))}
          </svg>
          <ol>
            {boxes.map(({ step, x, y }) => (
              <li
                key={step.sequence}
                className="absolute"
                style={{ left: x, top: y, width: BOX.width, height: BOX.height }}
              >
                <StepBox step={step} node={nodes.find(({ instance }) => instance === step.subject)} />
              </li>
            ))}
          </ol>
        </div>
      </Scrolled>
    </section>
  );
}

function StepBox({ step, node }: { readonly step: SiteRunStep; readonly node: PlannedSiteNode | undefined }) {
  const { tone, icon: Icon } = STEP_LOOKS[step.state];
  const busy = step.state === 'running' || step.state === 'verifying';
  return (
    <div className="relative flex h-full flex-col justify-center overflow-hidden rounded-md border border-line bg-raised pr-2 pl-3 text-xs">
      <span aria-hidden className={cn('absolute inset-y-0 left-0 w-1', TONE_FILL[tone], busy ? 'animate-pulse' : '')} />
      <span className="truncate font-medium" title={step.title}>
        {VERBS[step.verb]} {step.subject}
      </span>
      <span className="truncate text-muted">
        {node === undefined || step.verb === 'destroy'
          ? step.hostName
          : `${step.hostName}, ${node.vcpus} vCPU, ${formatMemory(node.memoryKiB)}`}
      </span>
      <span className={cn('flex items-center gap-1', TONE_TEXT[tone])}>
        <Icon aria-hidden className="size-3.5" />
        {RUN_STEP_WORDS[step.state]}
      </span>
    </div>
  );
}
