'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Pencil, Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { useState } from 'react';
import { DetailPage } from '@/components/layout/detail-page';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { Scrolled } from '@/components/ui/scrolled';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { addCampaignVersion } from '@/lib/client/mutations/campaigns';
import { campaignDefinitionQuery, campaignsQuery } from '@/lib/client/queries/campaigns';
import type { CampaignDefinitionDetail as Contract } from '@/lib/contracts/campaigns';
import { pages } from '@/lib/utils/paths';
import { CampaignBadge, testWords } from './campaign-look';
import { DefinitionEditor } from './definition-editor';
import { RunDialog } from './run-dialog';

/** One version of a campaign file: what it runs where, and what came of it so far. */
export function DefinitionDetail({ id }: { readonly id: string }) {
  const result = useQuery(campaignDefinitionQuery(id));
  const [editing, setEditing] = useQueryState('edit', parseAsBoolean.withDefault(false));
  return (
    <DetailPage
      result={result}
      what="this campaign file"
      back={{ href: pages.campaignDefinitions(), label: 'All campaign files' }}
    >
      {(definition) => (
        <>
          <PageHeader
            title={definition.name}
            meta={
              <>
                <span>version {definition.version}</span>
                {definition.vo === null ? null : <VoTag vo={definition.vo} />}
                <InlineLink href={pages.campaignDefinitions()}>All campaign files</InlineLink>
              </>
            }
            actions={editing ? undefined : <Actions definition={definition} onEdit={() => void setEditing(true)} />}
          />
          {editing && definition.can.edit.allowed ? (
            <Edit definition={definition} onClose={() => void setEditing(null)} />
          ) : (
            <div className="grid min-w-0 gap-8 lg:grid-cols-2">
              <Facts definition={definition} />
              <Past definition={definition} />
              <section aria-label="Text" className="min-w-0 lg:col-span-2">
                <h2 className="mb-2 text-base font-semibold">Text</h2>
                <Scrolled label="Campaign file as it was written" className="bg-sunken">
                  <pre className="p-3 font-mono text-xs leading-5">{definition.yaml}</pre>
                </Scrolled>
              </section>
            </div>
          )}
        </>
      )}
    </DetailPage>
  );
}

function Actions({ definition, onEdit }: { readonly definition: Contract; readonly onEdit: () => void }) {
  const [asked, setAsked] = useState(false);
  const { run, edit } = definition.can;
  return (
    <>
      <Button variant="primary" disabledReason={run.allowed ? undefined : run.reason} onClick={() => setAsked(true)}>
        <Play aria-hidden />
        Run
      </Button>
      <Button disabledReason={edit.allowed ? undefined : edit.reason} onClick={onEdit}>
        <Pencil aria-hidden />
        Edit
      </Button>
      {asked ? <RunDialog definition={definition} onClose={() => setAsked(false)} /> : null}
    </>
  );
}

function Facts({ definition }: { readonly definition: Contract }) {
  const { file, description, versions, createdByName, createdAt } = definition;
  return (
    <section aria-label="Facts" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Facts</h2>
      {description === '' ? null : <p className="mb-3 text-sm">{description}</p>}
      <DescriptionList
        items={[
          { term: 'Command', value: <code className="font-mono text-xs break-all">{file.command.join(' ')}</code> },
          { term: 'Runs in', value: <code className="font-mono text-xs">{file.folder}</code> },
          { term: 'Archive', value: file.archive ? 'comes with every run' : 'none' },
          { term: 'Limit', value: `${file.timeoutSeconds} s` },
          { term: 'Reports of tests', value: file.junit.join(', ') },
          { term: 'Kept files', value: file.artefacts.join(', ') },
          {
            term: 'Written',
            value: (
              <>
                by {createdByName} <Age at={createdAt} />
              </>
            ),
          },
          {
            term: 'Versions',
            value: (
              <span className="flex flex-wrap gap-x-2">
                {versions.map(({ id, version }) =>
                  id === definition.id ? (
                    <span key={id}>{version}</span>
                  ) : (
                    <TextLink key={id} href={pages.campaignDefinition(id)}>
                      {version}
                    </TextLink>
                  ),
                )}
              </span>
            ),
          },
        ]}
      />
      <h3 className="mt-4 mb-1 text-sm font-semibold">Environments</h3>
      <ul aria-label="Environments" className="divide-y divide-line border-y border-line text-sm">
        {file.environments.map(({ name, image, version, like, memoryMiB, vcpus, host }) => (
          <li key={name} className="flex flex-wrap gap-x-3 py-1.5">
            <span className="font-medium">{name}</span>
            <span className="text-muted">
              {image === undefined ? `like ${like ?? ''}` : `${image}${version === undefined ? '' : ` ${version}`}`},{' '}
              {memoryMiB} MiB, {vcpus} {vcpus === 1 ? 'vCPU' : 'vCPUs'}
              {host === undefined ? '' : `, on ${host}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const SHOWN = 20;

/** Of any version: they are compared with each other. */
function Past({ definition }: { readonly definition: Contract }) {
  const { data } = useQuery(campaignsQuery({ definition: definition.name, pageSize: SHOWN }));
  const items = data?.items ?? [];
  return (
    <section aria-label="Campaigns of it" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Campaigns</h2>
      {items.length === 0 ? (
        <p className="text-sm text-muted">{data === undefined ? 'Being read.' : 'It has never been run.'}</p>
      ) : (
        <ol aria-label="Campaigns, newest first" className="divide-y divide-line border-y border-line text-sm">
          {items.map((campaign) => (
            <li key={campaign.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
              <TextLink href={pages.campaign(campaign.id)}>Campaign {campaign.number}</TextLink>
              <CampaignBadge campaign={campaign} plain />
              <span className="text-muted">{testWords(campaign.tests)}</span>
              <span className="text-muted">
                version {campaign.version}, by {campaign.byName} <Age at={campaign.createdAt} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Edit({ definition, onClose }: { readonly definition: Contract; readonly onClose: () => void }) {
  const router = useRouter();
  const add = useMutation(addCampaignVersion());
  // What is typed belongs to the version it was begun from, whatever comes meanwhile.
  const [from] = useState(definition);
  return (
    <DefinitionEditor
      initial={from.yaml}
      saveLabel={`Save as version ${from.version + 1}`}
      pending={add.isPending}
      error={add.error}
      onSave={(body) =>
        add.mutate({ id: from.id, body }, { onSuccess: ({ id }) => router.push(pages.campaignDefinition(id)) })
      }
      cancel={<Button onClick={onClose}>Leave without saving</Button>}
    />
  );
}
