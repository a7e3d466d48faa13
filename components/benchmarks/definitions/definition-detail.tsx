'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Archive, Copy, Download, Pencil } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { useState } from 'react';
import { DetailPage } from '@/components/layout/detail-page';
import { Button } from '@/components/ui/button';
import { buttonStyles } from '@/components/ui/button-styles';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import { addDefinitionVersion } from '@/lib/client/mutations/benchmark-definitions';
import { definitionQuery } from '@/lib/client/queries/benchmark-definitions';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { BenchmarkDetail } from '@/lib/contracts/benchmark-definitions';
import { api, pages } from '@/lib/utils/paths';
import { DefinitionEditor } from './definition-editor';
import { DefinitionFacts } from './definition-facts';
import { HostRule } from './host-rule';
import { OriginBadges } from './origin-badge';
import { RetireDialog } from './retire-dialog';

/** One version of a benchmark: what it is, its text, the other versions; and the next one, where one may write it. */
export function DefinitionDetail({ id }: { readonly id: string }) {
  const result = useQuery(definitionQuery(id));
  const [editing, setEditing] = useQueryState('edit', parseAsBoolean.withDefault(false));
  return (
    <DetailPage result={result} what="this benchmark">
      {(benchmark) => (
        <>
          <PageHeader
            title={benchmark.title}
            meta={
              <>
                <code className="font-mono text-xs">{benchmark.name}</code>
                <span>version {benchmark.version}</span>
                <OriginBadges benchmark={benchmark} />
                <InlineLink href={pages.benchmarkDefinitions()}>All definitions</InlineLink>
              </>
            }
            actions={editing ? undefined : <Actions benchmark={benchmark} onEdit={() => void setEditing(true)} />}
          />
          {editing && benchmark.can.edit.allowed ? (
            <Edit benchmark={benchmark} onClose={() => void setEditing(null)} />
          ) : (
            <DefinitionFacts benchmark={benchmark} />
          )}
        </>
      )}
    </DetailPage>
  );
}

function Actions({ benchmark, onEdit }: { readonly benchmark: BenchmarkDetail; readonly onEdit: () => void }) {
  const [retiring, setRetiring] = useState(false);
  const mayWrite = useScopeRefusal('benchmarks:review');
  const { edit, retire } = benchmark.can;
  return (
    <>
      <Button disabledReason={edit.allowed ? undefined : edit.reason} onClick={onEdit}>
        <Pencil aria-hidden />
        Edit
      </Button>
      {mayWrite === undefined ? (
        <LinkButton href={pages.newBenchmarkDefinition(benchmark.id)}>
          <Copy aria-hidden />
          Copy
        </LinkButton>
      ) : null}
      {/* No page: the browser saves it. */}
      <a href={api.benchmarkDefinition(benchmark.id)} download className={buttonStyles()}>
        <Download aria-hidden />
        Download YAML
      </a>
      <Button disabledReason={retire.allowed ? undefined : retire.reason} onClick={() => setRetiring(true)}>
        <Archive aria-hidden />
        Retire
      </Button>
      {retiring ? <RetireDialog benchmark={benchmark} onClose={() => setRetiring(false)} /> : null}
    </>
  );
}

function Edit({ benchmark, onClose }: { readonly benchmark: BenchmarkDetail; readonly onClose: () => void }) {
  const router = useRouter();
  const add = useMutation(addDefinitionVersion());
  // What is typed belongs to the version it was begun from, whatever comes meanwhile.
  const [from] = useState(benchmark);
  return (
    <div className="grid gap-4">
      <HostRule />
      <DefinitionEditor
        initial={from.yaml}
        saveLabel={`Save as version ${from.version + 1}`}
        pending={add.isPending}
        error={add.error}
        onSave={(body) =>
          add.mutate({ id: from.id, body }, { onSuccess: ({ id }) => router.push(pages.benchmarkDefinition(id)) })
        }
        cancel={<Button onClick={onClose}>Leave without saving</Button>}
      />
    </div>
  );
}
