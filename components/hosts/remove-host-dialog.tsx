'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import { errorSentence } from '@/components/status/view-states';
import { removeHost } from '@/lib/client/mutations/hosts';
import { hostQuery } from '@/lib/client/queries/hosts';
import type { HostSummary } from '@/lib/contracts/hosts';

/** Says what goes and what stays before a host is removed from Gridbox. */
export function RemoveHostDialog({
  host,
  onClose,
  onRemoved,
}: {
  readonly host: HostSummary;
  readonly onClose: () => void;
  readonly onRemoved?: (() => void) | undefined;
}) {
  const detail = useQuery(hostQuery(host.id));
  const remove = useMutation(removeHost());
  const version = detail.data?.version;
  const domains = detail.data?.domainCount ?? host.domainCount;
  const submit = () => {
    if (version === undefined) return;
    remove.mutate(
      { id: host.id, version },
      {
        onSuccess: () => {
          toast.done(`${host.name} was removed`);
          onClose();
          onRemoved?.();
        },
      },
    );
  };
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Remove ${host.name} from Gridbox`}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant="danger"
            pending={remove.isPending}
            disabledReason={
              version === undefined
                ? detail.error === null
                  ? 'Reading the host.'
                  : errorSentence(detail.error)
                : undefined
            }
            onClick={submit}
          >
            Remove
          </Button>
        </>
      }
    >
      <ul className="list-disc pl-5 text-sm">
        <li>Nothing changes on the host itself: its domains run on.</li>
        <li>
          {domains === 0
            ? 'It holds no domains.'
            : `Its ${domains} ${domains === 1 ? 'domain disappears' : 'domains disappear'} from the lists and the map.`}
        </li>
        <li>Open alarms about it are closed. Its migrations and the audit stay.</li>
        <li>Stored credentials are deleted. Added again, it and its domains come back.</li>
      </ul>
      <div className="mt-3">
        <SubmitError sentence={remove.error === null ? undefined : errorSentence(remove.error)} />
      </div>
    </Dialog>
  );
}
