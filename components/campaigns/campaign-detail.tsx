'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import { parseAsInteger, useQueryState } from 'nuqs';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { DetailPage } from '@/components/layout/detail-page';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { Bytes, Duration } from '@/components/ui/figures';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { InlineLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { cancelCampaign } from '@/lib/client/mutations/campaigns';
import { campaignQuery } from '@/lib/client/queries/campaigns';
import type { CampaignDetail as Contract } from '@/lib/contracts/campaigns';
import { pages } from '@/lib/utils/paths';
import { CampaignComparison } from './campaign-comparison';
import { CampaignBadge } from './campaign-look';
import { CampaignMatrix } from './campaign-matrix';
import { CellPanel } from './cell-panel';

/** A campaign as it runs and when it has ended: every environment, what differs from the time before, and what was kept. */
export function CampaignDetail({ id }: { readonly id: string }) {
  const result = useQuery(campaignQuery(id));
  const [chosen, setChosen] = useQueryState('environment', parseAsInteger);
  return (
    <DetailPage result={result} what="this campaign" back={{ href: pages.campaigns(), label: 'All campaigns' }}>
      {(campaign) => {
        const cell = campaign.cells.find(({ sequence }) => sequence === chosen) ?? campaign.cells[0];
        return (
          <>
            <PageHeader
              title={`${campaign.name} ${campaign.number}`}
              meta={
                <>
                  <CampaignBadge campaign={campaign} />
                  {campaign.simulated ? <SimulatedLabel /> : null}
                  {campaign.vo === null ? null : <VoTag vo={campaign.vo} />}
                  <span>
                    by {campaign.byName} <Age at={campaign.createdAt} />
                  </span>
                  <InlineLink href={pages.campaigns()}>All campaigns</InlineLink>
                </>
              }
              actions={<Actions campaign={campaign} />}
            />
            <div className="grid min-w-0 gap-8">
              <CampaignComparison campaign={campaign} />
              <CampaignMatrix
                cells={campaign.cells}
                chosen={cell?.sequence}
                onChoose={(next) => void setChosen(next)}
              />
              {cell === undefined ? null : <CellPanel key={cell.sequence} campaignId={campaign.id} cell={cell} />}
              <Facts campaign={campaign} />
            </div>
          </>
        );
      }}
    </DetailPage>
  );
}

function Actions({ campaign }: { readonly campaign: Contract }) {
  const [asked, setAsked] = useState(false);
  const cancel = useMutation(cancelCampaign());
  const { cancel: can } = campaign.can;
  return (
    <>
      {campaign.state === 'running' ? (
        <Button disabledReason={can.allowed ? undefined : can.reason} onClick={() => setAsked(true)}>
          <Ban aria-hidden />
          Cancel campaign
        </Button>
      ) : null}
      <LinkButton href={pages.campaignDefinition(campaign.definitionId)}>Campaign file</LinkButton>
      {asked ? (
        <ConfirmDialog
          title={`Cancel ${campaign.name} ${campaign.number}`}
          consequence="Nothing more is begun, what runs is ended, and its domains are deleted. What was kept so far stays."
          confirmLabel="Cancel campaign"
          danger
          pending={cancel.isPending}
          error={cancel.error === null ? undefined : errorSentence(cancel.error)}
          onConfirm={() => cancel.mutate({ id: campaign.id, body: {} }, { onSuccess: () => setAsked(false) })}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}

function Facts({ campaign }: { readonly campaign: Contract }) {
  const { archive, command, reason, version, createdAt, endedAt } = campaign;
  const unproven = campaign.cells.filter(({ domainLeft, state }) => state === 'done' && domainLeft);
  return (
    <section aria-label="Facts">
      <h2 className="mb-2 text-base font-semibold">Facts</h2>
      {unproven.length === 0 ? null : (
        <Banner kind="trouble" className="mb-2">
          Something of {unproven.map(({ domainName }) => domainName).join(', ')} has not been found gone yet. Gridbox
          goes on looking for it.
        </Banner>
      )}
      <DescriptionList
        items={[
          { term: 'Reason', value: reason },
          { term: 'Command', value: <code className="font-mono text-xs break-all">{command.join(' ')}</code> },
          { term: 'Version', value: `${version} of the campaign file` },
          {
            term: 'Archive',
            value:
              archive === null ? null : (
                <>
                  {archive.name}, <Bytes bytes={archive.bytes} />, SHA-256{' '}
                  <code className="font-mono text-xs break-all">{archive.sha256}</code>
                </>
              ),
          },
          {
            term: 'Took',
            value: endedAt === null ? null : <Duration ms={Date.parse(endedAt) - Date.parse(createdAt)} />,
          },
        ]}
      />
    </section>
  );
}
