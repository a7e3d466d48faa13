'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryState } from 'nuqs';
import { DetailPage } from '@/components/layout/detail-page';
import { ForbiddenState } from '@/components/status/view-states';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { createDefinition } from '@/lib/client/mutations/benchmark-definitions';
import { definitionQuery } from '@/lib/client/queries/benchmark-definitions';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { pages } from '@/lib/utils/paths';
import { asCopy, DEFINITION_TEMPLATE } from './definition-words';
import { DefinitionEditor } from './definition-editor';
import { HostRule } from './host-rule';

/** A benchmark of a new name, from nothing or from a copy of another one. */
export function NewDefinition() {
  const [copy] = useQueryState('copy', parseAsString);
  const refused = useScopeRefusal('benchmarks:review');
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  return copy === null ? <Editor initial={DEFINITION_TEMPLATE} /> : <Copy key={copy} id={copy} />;
}

function Copy({ id }: { readonly id: string }) {
  const result = useQuery(definitionQuery(id));
  return (
    <DetailPage result={result} what="the benchmark to copy">
      {(benchmark) => <Editor initial={asCopy(benchmark.yaml, benchmark.name)} />}
    </DetailPage>
  );
}

function Editor({ initial }: { readonly initial: string }) {
  const router = useRouter();
  const create = useMutation(createDefinition());
  return (
    <>
      <PageHeader title="Write a benchmark" />
      <div className="grid gap-4">
        <HostRule />
        <DefinitionEditor
          initial={initial}
          saveLabel="Save benchmark"
          pending={create.isPending}
          error={create.error}
          onSave={(body) => create.mutate(body, { onSuccess: ({ id }) => router.push(pages.benchmarkDefinition(id)) })}
          cancel={<LinkButton href={pages.benchmarkDefinitions()}>Leave without saving</LinkButton>}
        />
      </div>
    </>
  );
}
