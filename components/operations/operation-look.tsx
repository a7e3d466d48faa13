import { Ban, CircleCheck, CircleX, Clock, LoaderCircle, type LucideIcon } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { OperationState } from '@/lib/domain/operation';

const LOOKS: Record<OperationState, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  queued: { tone: 'neutral', icon: Clock },
  running: { tone: 'moving', icon: LoaderCircle },
  succeeded: { tone: 'running', icon: CircleCheck },
  failed: { tone: 'trouble', icon: CircleX },
  cancelled: { tone: 'off', icon: Ban },
};

/** State of an operation: colour, icon, word. A wish to cancel is said beside it. */
export function OperationBadge({
  operation,
  plain,
}: {
  readonly operation: { readonly state: OperationState; readonly cancelRequested?: boolean | undefined };
  readonly plain?: boolean | undefined;
}) {
  const look = LOOKS[operation.state];
  const cancelling =
    operation.cancelRequested === true && (operation.state === 'queued' || operation.state === 'running');
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain}>
      {cancelling ? `${operation.state}, cancelling` : operation.state}
    </Badge>
  );
}
