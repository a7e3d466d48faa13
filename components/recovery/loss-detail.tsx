'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { DetailPage } from '@/components/layout/detail-page';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { TextLink } from '@/components/ui/text-link';
import { actOnLoss } from '@/lib/client/mutations/recovery';
import { lossQuery } from '@/lib/client/queries/recovery';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Loss } from '@/lib/contracts/recovery';
import { FENCE_METHOD_WORDS, isOpenLoss, isStartingDomains, type LossDeed, lossRefusal } from '@/lib/domain/recovery';
import { pages } from '@/lib/utils/paths';
import { LossBadge, lossWords } from './loss-look';
import { RestartTable } from './restart-table';

/** One loss: what is known and how it was decided, how the host is switched off, what becomes of each domain. */
export function LossDetail({ id }: { readonly id: string }) {
  const result = useQuery(lossQuery(id));
  return (
    <DetailPage result={result} what="this loss">
      {(loss) => <Content loss={loss} />}
    </DetailPage>
  );
}

const DEEDS: Record<
  LossDeed,
  { readonly label: string; readonly consequence: (loss: Loss) => string; readonly danger?: true }
> = {
  declare: {
    label: 'It is lost',
    consequence: ({ hostName, method }) =>
      method === 'manual'
        ? `You say that ${hostName} is lost. Nothing is started elsewhere before somebody confirms that it is off.`
        : `You say that ${hostName} is lost. It is switched off then (${FENCE_METHOD_WORDS[method].toLowerCase()}), and its domains are started elsewhere. Whatever still runs there ends at once.`,
    danger: true,
  },
  dismiss: {
    label: 'It is not lost',
    consequence: ({ hostName }) =>
      `Nothing is done about this silence of ${hostName}. It is suspected anew when it has answered and falls silent again.`,
  },
  fence: {
    label: 'Switch off again',
    consequence: ({ hostName, method }) =>
      `${hostName} is ordered off once more: ${FENCE_METHOD_WORDS[method].toLowerCase()}.`,
    danger: true,
  },
  confirmOff: {
    label: 'Confirm that it is off',
    consequence: ({ hostName }) =>
      `You answer for it that ${hostName} is without power, or cut off from the disks of its domains. They are started elsewhere at once; if it is still on, two copies write the same disks.`,
    danger: true,
  },
  retry: { label: 'Try again', consequence: () => 'What failed, or found no place, is looked at again now.' },
  finish: {
    label: 'End recovery',
    consequence: () =>
      'What does not run again by now is not started any more; it stays off, for somebody to start by hand.',
  },
};
/** What is offered in each state, the likeliest first. */
const OFFERED: Record<Loss['state'], readonly LossDeed[]> = {
  suspected: ['declare', 'dismiss'],
  lost: ['confirmOff', 'fence', 'dismiss'],
  fencing: [],
  restarting: ['retry', 'finish'],
  returned: ['retry', 'finish'],
  recovered: [],
  dismissed: [],
};

function Content({ loss }: { readonly loss: Loss }) {
  const [asked, setAsked] = useState<LossDeed>();
  const [reason, setReason] = useState('');
  const refused = useScopeRefusal('hosts:write');
  const act = useMutation(actOnLoss());
  const deeds = OFFERED[loss.state].filter((deed) => deed !== 'fence' || loss.method !== 'manual');
  const close = () => {
    setAsked(undefined);
    setReason('');
    act.reset();
  };
  return (
    <>
      <PageHeader
        title={`Loss of ${loss.hostName}`}
        meta={
          <>
            <LossBadge loss={loss} />
            <span>
              silent since <Age at={loss.suspectedAt} />
            </span>
          </>
        }
        actions={
          <>
            {deeds.map((deed, index) => (
              <Button
                key={deed}
                variant={index === 0 ? 'primary' : 'secondary'}
                disabledReason={refused ?? lossRefusal(deed, situationOf(loss))}
                onClick={() => setAsked(deed)}
              >
                {DEEDS[deed].label}
              </Button>
            ))}
            <LinkButton href={pages.host(loss.hostId)}>Host</LinkButton>
          </>
        }
      />
      <Standing loss={loss} />
      <div className="grid gap-8">
        <Evidence loss={loss} />
        <RestartTable loss={loss} />
      </div>
      {asked === undefined ? null : (
        <ConfirmDialog
          title={`${DEEDS[asked].label}: ${loss.hostName}`}
          consequence={DEEDS[asked].consequence(loss)}
          confirmLabel={DEEDS[asked].label}
          danger={DEEDS[asked].danger}
          pending={act.isPending}
          error={act.error === null ? undefined : errorSentence(act.error)}
          onConfirm={() =>
            act.mutate(
              {
                id: loss.id,
                version: loss.version,
                deed: asked,
                body: reason.trim() === '' ? {} : { reason: reason.trim() },
              },
              { onSuccess: close },
            )
          }
          onClose={close}
        >
          <Field label="Reason" optional hint="Kept with the loss and in the audit.">
            {(control) => (
              <Input {...control} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
        </ConfirmDialog>
      )}
    </>
  );
}

const situationOf = (loss: Loss) => ({
  state: loss.state,
  method: loss.method,
  running: loss.domains.filter(({ state }) => state === 'running').length,
  stuck: loss.stuck.length,
});

/** What it waits for, before the facts are read. */
function Standing({ loss }: { readonly loss: Loss }) {
  if (!isOpenLoss(loss.state)) return <p className="mb-4 text-sm text-muted">{lossWords(loss)}</p>;
  return (
    <div className="mb-4 grid gap-2">
      {loss.waitsFor === null ? null : (
        <Banner kind={loss.state === 'suspected' || loss.state === 'returned' ? 'warning' : 'trouble'}>
          {loss.waitsFor}
        </Banner>
      )}
      {isStartingDomains(loss.state) ? (
        <>
          {loss.total > 0 ? (
            <Progress value={loss.done / loss.total} label={`Domains of ${loss.hostName}`} className="max-w-md" />
          ) : null}
          <p className="text-sm text-muted">{lossWords(loss)}.</p>
        </>
      ) : null}
    </div>
  );
}

function Evidence({ loss }: { readonly loss: Loss }) {
  const { lastSign } = loss;
  const secondPath = !loss.hasSecondPath ? (
    'none set: only somebody’s word decides'
  ) : lastSign === null ? (
    'not asked yet'
  ) : (
    <>
      {lastSign.alive === undefined ? 'could not be asked' : lastSign.alive ? 'gives a sign of life' : 'silent'}:{' '}
      {lastSign.words} <Age at={lastSign.at} className="text-muted" />
      {loss.silentAsks > 1 ? `, ${loss.silentAsks} times in a row` : ''}
    </>
  );
  return (
    <section aria-label="What is known">
      <h2 className="mb-2 text-base font-semibold">What is known</h2>
      <DescriptionList
        items={[
          { term: 'Its hypervisor', value: loss.reason },
          { term: 'Second path', value: secondPath },
          ...(loss.rebootedAt === null
            ? []
            : [
                {
                  term: 'Started anew',
                  value: (
                    <>
                      by itself <Age at={loss.rebootedAt} className="text-muted" />
                    </>
                  ),
                },
              ]),
          {
            term: 'Called lost',
            value:
              loss.lostAt === null ? null : (
                <>
                  {loss.lostByName ?? 'by the rules'} <Age at={loss.lostAt} className="text-muted" />. {loss.lostWhy}
                </>
              ),
          },
          {
            term: loss.fencedAt === null && isOpenLoss(loss.state) ? 'How it is switched off' : 'Switched off',
            value:
              loss.fencedAt === null ? (
                loss.rebootedAt === null || isOpenLoss(loss.state) ? (
                  FENCE_METHOD_WORDS[loss.method]
                ) : (
                  'it was not'
                )
              ) : (
                <>
                  {loss.fencedHow} <Age at={loss.fencedAt} className="text-muted" />
                </>
              ),
          },
          ...(loss.fenceOperationId === null
            ? []
            : [
                {
                  term: 'Operation',
                  value: <TextLink href={pages.operation(loss.fenceOperationId)}>how it was switched off</TextLink>,
                },
              ]),
          ...(loss.endedAt === null ? [] : [{ term: 'Ended', value: <Age at={loss.endedAt} /> }]),
        ]}
      />
    </section>
  );
}
