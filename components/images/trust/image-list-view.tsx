'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { DetailPage } from '@/components/layout/detail-page';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { Bytes } from '@/components/ui/figures';
import { PageHeader } from '@/components/ui/page-header';
import { Scrolled } from '@/components/ui/scrolled';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { judgeListedImage } from '@/lib/client/mutations/image-trust';
import { imageListQuery } from '@/lib/client/queries/image-trust';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { ImageListDetail, ListedImage } from '@/lib/contracts/image-trust';
import { pages } from '@/lib/utils/paths';
import { ListedBadge } from './listed-badge';
import { TrustForm } from './trust-form';

/** One version of an image list, with its images. */
export function ImageListView({ id }: { readonly id: string }) {
  const result = useQuery(imageListQuery(id));
  return (
    <DetailPage result={result} what="this image list">
      {(list) => <View list={list} />}
    </DetailPage>
  );
}

function View({ list }: { readonly list: ImageListDetail }) {
  const [asked, setAsked] = useState<ListedImage>();
  const refused = useScopeRefusal('images:trust');
  return (
    <>
      <PageHeader
        title={list.title}
        meta={
          <>
            <span>version {list.version}</span>
            <ListedBadge state={list.state} />
            <InlineLink href={pages.imageTrust()}>Trust in images</InlineLink>
          </>
        }
      />
      <div className="grid min-w-0 max-w-5xl gap-6">
        {list.description === '' ? null : <p className="max-w-prose text-sm">{list.description}</p>}
        <DescriptionList
          items={[
            { term: 'Endorser', value: <span className="break-all">{list.endorser}</span> },
            { term: 'Signature', value: 'verified when it was imported' },
            {
              term: 'Certificate',
              value: <code className="font-mono text-xs break-all">SHA-256 {list.signerFingerprint}</code>,
            },
            {
              term: 'Speaks for',
              value: (
                <span className="flex flex-wrap gap-1">
                  {list.vos.map((vo) => (
                    <VoTag key={vo} vo={vo} />
                  ))}
                </span>
              ),
            },
            { term: 'Source', value: list.source === '' ? null : list.source },
            { term: 'Written', value: <Age at={list.createdAt} /> },
            { term: list.state === 'expired' ? 'Expired' : 'Expires', value: <Age at={list.expiresAt} /> },
            {
              term: 'Imported',
              value: (
                <>
                  by {list.importedByName} <Age at={list.importedAt} />
                </>
              ),
            },
          ]}
        />
        <section aria-label="Images of the list" className="grid min-w-0 gap-2">
          <h2 className="text-base font-semibold">Images</h2>
          {list.items.length === 0 ? <p className="text-sm text-muted">It has none.</p> : null}
          <ul aria-label="Images of the list" className="divide-y divide-line border-y border-line text-sm">
            {list.items.map((image) => (
              <Row key={image.id} image={image} refused={refused} onAsk={() => setAsked(image)} />
            ))}
          </ul>
        </section>
        <section aria-label="Signed message" className="min-w-0">
          <h2 className="mb-2 flex items-center gap-2 text-base font-semibold">
            Signed message <CopyButton text={list.message} label="Copy signed message" />
          </h2>
          <Scrolled label="Signed message" className="max-h-96 overflow-y-auto bg-sunken">
            <pre className="p-3 font-mono text-xs leading-5">{list.message}</pre>
          </Scrolled>
        </section>
      </div>
      {asked === undefined ? null : <JudgeDialog image={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function Row({
  image,
  refused,
  onAsk,
}: {
  readonly image: ListedImage;
  readonly refused: string | undefined;
  readonly onAsk: () => void;
}) {
  const { title, version, state, sha512, bytes, uri, architecture, hypervisor, os, expiresAt, invalidated, inLibrary } =
    image;
  return (
    <li className="grid min-w-0 gap-0.5 py-2">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3">
        <span className="font-medium">
          {title}, version {version}
        </span>
        <ListedBadge state={state} plain />
        <span className="text-muted">
          {[os, architecture, hypervisor].filter((word) => word !== '').join(', ')}, <Bytes bytes={bytes} />
        </span>
        <Button className="ml-auto" disabledReason={refused} onClick={onAsk}>
          {invalidated === null ? 'Invalidate' : 'Take invalidation back'}
        </Button>
      </div>
      <span className="flex min-w-0 items-center gap-1">
        <code className="min-w-0 truncate font-mono text-xs text-muted" title={sha512}>
          SHA-512 {sha512}
        </code>
        <CopyButton text={sha512} label={`Copy SHA-512 of ${title}`} />
      </span>
      <span className="text-muted">
        {inLibrary.length === 0 ? (
          'The library has no image of these bytes.'
        ) : (
          <>
            In the library:{' '}
            {inLibrary.map((each) => (
              <TextLink key={each.id} href={pages.image(each.imageId)} className="mr-2">
                {each.name}, version {each.version}
              </TextLink>
            ))}
          </>
        )}
      </span>
      <span className="text-xs break-all text-muted">
        {/* As text: it is an address from outside, and nobody here vouches for it. */}
        kept at {uri}, expires <Age at={expiresAt} />
      </span>
      {invalidated === null ? null : (
        <span className="text-danger">
          Invalidated by {invalidated.byName} <Age at={invalidated.at} />
          {invalidated.why === null ? '' : `: ${invalidated.why}`}
        </span>
      )}
    </li>
  );
}

function JudgeDialog({ image, onClose }: { readonly image: ListedImage; readonly onClose: () => void }) {
  const judge = useMutation(judgeListedImage());
  const back = image.invalidated !== null;
  return (
    <TrustForm
      title={back ? `Take the invalidation of ${image.title} back` : `Invalidate ${image.title}`}
      description={
        back
          ? 'It counts as endorsed again, in every version of this list that names it.'
          : 'At this site it counts as endorsed no more, in whatever version of the list. Domains that are there stay.'
      }
      submitLabel={back ? 'Take it back' : 'Invalidate image'}
      pending={judge.isPending}
      error={judge.error}
      onClose={onClose}
      onSubmit={(reason) =>
        judge.mutate({ id: image.id, body: { invalidated: !back, ...reason } }, { onSuccess: onClose })
      }
    >
      {() => null}
    </TrustForm>
  );
}
