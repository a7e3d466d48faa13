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
import { createImage } from '@/lib/client/mutations/images';
import { imageOfferQuery } from '@/lib/client/queries/images';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { ImageOffer } from '@/lib/contracts/images';
import { pages } from '@/lib/utils/paths';
import { ImageEditor } from './image-editor';

/** An image of a new name, from one of the examples. */
export function NewImage() {
  const refused = useScopeRefusal('images:build');
  const result = useQuery({ ...imageOfferQuery(), enabled: refused === undefined });
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  return (
    <DetailPage result={result} what="what images can be made of here">
      {(offer) => <Editor offer={offer} />}
    </DetailPage>
  );
}

function Editor({ offer }: { readonly offer: ImageOffer }) {
  const router = useRouter();
  const create = useMutation(createImage());
  const [chosen, setChosen] = useQueryState('example', parseAsString);
  const example = offer.examples.find(({ name }) => name === chosen) ?? offer.examples[0];
  return (
    <>
      <PageHeader title="New image" meta={`The mirror of this site has ${offer.suites.join(', ')}`} />
      <div className="grid gap-4">
        <Field
          label="Begin with"
          hint="An example that is built as it stands. Another one replaces what you have typed."
          className="max-w-4xl"
        >
          {(control) => (
            <Select
              {...control}
              value={example?.name ?? ''}
              onValueChange={(name) => void setChosen(name)}
              options={offer.examples.map(({ name, title }) => ({ value: name, label: title }))}
            />
          )}
        </Field>
        <ImageEditor
          key={example?.name ?? ''}
          initial={example?.yaml ?? ''}
          saveLabel="Save image"
          pending={create.isPending}
          error={create.error}
          onSave={(body) => create.mutate(body, { onSuccess: ({ id }) => router.push(pages.image(id)) })}
          cancel={<LinkButton href={pages.images()}>Leave without saving</LinkButton>}
        />
      </div>
    </>
  );
}
