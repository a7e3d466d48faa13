'use client';
import type { ReactNode } from 'react';
import { YamlEditor } from '@/components/form/yaml-editor';
import { Banner } from '@/components/ui/banner';
import { checkCampaignQuery } from '@/lib/client/queries/campaigns';
import type { CampaignChecked, WriteCampaign } from '@/lib/contracts/campaigns';

/** Writes a campaign file. */
export function DefinitionEditor(props: {
  readonly initial: string;
  readonly saveLabel: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSave: (body: WriteCampaign) => void;
  readonly cancel: ReactNode;
}) {
  return (
    <YamlEditor
      {...props}
      label="Campaign file"
      hint="YAML. Who sees the campaign sees its text, so that passwords have no place in it. At most 128 KiB."
      rows={28}
      checkQuery={checkCampaignQuery}
      renderUnderstood={({ understood }) => <Understood understood={understood} />}
    />
  );
}

function Understood({ understood }: { readonly understood: CampaignChecked['understood'] }) {
  if (understood === null) return null;
  const { name, environments, command, timeoutSeconds, junit, artefacts, archive } = understood;
  const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;
  return (
    <Banner kind="good">
      <strong className="font-medium">{name}</strong> runs <code className="font-mono text-xs">{command[0]}</code> in{' '}
      {count(environments.length, 'environment')}, {timeoutSeconds} s at most
      {archive ? ', on an archive that comes with every run' : ''}, and keeps {count(junit.length, 'report')} of tests
      and {count(artefacts.length, 'file')}.
    </Banner>
  );
}
