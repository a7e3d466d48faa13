'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryState } from 'nuqs';
import { DetailPage } from '@/components/layout/detail-page';
import { ForbiddenState } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { createSite } from '@/lib/client/mutations/sites';
import { siteExamplesQuery } from '@/lib/client/queries/sites';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { SiteExamples } from '@/lib/contracts/sites';
import { pages } from '@/lib/utils/paths';
import { SiteForm } from './site-form';

/** Writes the file of a new site, from one that comes with the release. */
export function NewSite() {
  const refused = useScopeRefusal('sites:write');
  const result = useQuery(siteExamplesQuery());
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  return (
    <DetailPage result={result} what="the examples">
      {({ items }) => <Content examples={items} />}
    </DetailPage>
  );
}

function Content({ examples }: { readonly examples: SiteExamples['items'] }) {
  const router = useRouter();
  const [from, setFrom] = useQueryState('from', parseAsString);
  const create = useMutation(createSite());
  const example = examples.find(({ name }) => name === from) ?? examples[0];
  if (example === undefined) return null;
  return (
    <>
      <PageHeader title="New site" meta="Nothing is made by saving a file: its plan is read first" />
      <Field label="New site from" hint={example.description} className="mb-4 max-w-xl">
        {(control) => (
          <Select
            {...control}
            options={examples.map(({ name, title }) => ({ value: name, label: title }))}
            value={example.name}
            onValueChange={(name) => {
              create.reset();
              void setFrom(name);
            }}
          />
        )}
      </Field>
      <SiteForm
        // Another example is another text: what was typed into this one goes with it.
        key={example.name}
        initial={example.text}
        saveLabel="Save site"
        unchanged="allowed"
        pending={create.isPending}
        error={create.error}
        onSave={(body) => create.mutate(body, { onSuccess: ({ id }) => router.push(pages.site(id)) })}
        cancel={<LinkButton href={pages.sites()}>Leave without saving</LinkButton>}
      />
    </>
  );
}
