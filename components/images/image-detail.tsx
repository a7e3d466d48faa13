'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Archive, Ban, Hammer, Pencil } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { useState } from 'react';
import { DetailPage } from '@/components/layout/detail-page';
import { useCancelAction } from '@/components/operations/use-cancel-action';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { Progress } from '@/components/ui/progress';
import { InlineLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { addImageVersion } from '@/lib/client/mutations/images';
import { imageQuery } from '@/lib/client/queries/images';
import type { ImageBuild, ImageDetail as Contract } from '@/lib/contracts/images';
import { BUILD_STAGE_TITLES } from '@/lib/domain/image';
import { isFinished } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { BuildDialog } from './build-dialog';
import { BuildLogView } from './build-log';
import { ImageBuilds } from './image-builds';
import { ImageContents } from './image-contents';
import { ImageEditor } from './image-editor';
import { ImageFacts } from './image-facts';
import { ImageBadge } from './image-look';
import { RetireImageDialog } from './retire-image-dialog';

/** One version of an image: its build as it runs, what was built of it, and its specification. */
export function ImageDetail({ id }: { readonly id: string }) {
  const result = useQuery(imageQuery(id));
  const [editing, setEditing] = useQueryState('edit', parseAsBoolean.withDefault(false));
  return (
    <DetailPage result={result} what="this image">
      {(image) => (
        <>
          <PageHeader
            title={image.name}
            meta={
              <>
                <span>version {image.version}</span>
                <ImageBadge image={image} />
                {image.vo === null ? <span>for everybody</span> : <VoTag vo={image.vo} />}
                <InlineLink href={pages.images()}>All images</InlineLink>
              </>
            }
            actions={editing ? undefined : <Actions image={image} onEdit={() => void setEditing(true)} />}
          />
          {editing && image.can.edit.allowed ? (
            <Edit image={image} onClose={() => void setEditing(null)} />
          ) : (
            <div className="grid min-w-0 gap-8">
              <LastBuild build={image.build} name={image.name} />
              <ImageFacts image={image} />
              {image.built === null ? null : <ImageContents id={image.built.id} />}
              <ImageBuilds image={image} />
            </div>
          )}
        </>
      )}
    </DetailPage>
  );
}

function Actions({ image, onEdit }: { readonly image: Contract; readonly onEdit: () => void }) {
  const [asked, setAsked] = useState<'build' | 'retire'>();
  const { build, edit, retire } = image.can;
  const close = () => setAsked(undefined);
  return (
    <>
      <Button
        variant="primary"
        disabledReason={build.allowed ? undefined : build.reason}
        onClick={() => setAsked('build')}
      >
        <Hammer aria-hidden />
        Build
      </Button>
      <Button disabledReason={edit.allowed ? undefined : edit.reason} onClick={onEdit}>
        <Pencil aria-hidden />
        Edit
      </Button>
      <Button disabledReason={retire.allowed ? undefined : retire.reason} onClick={() => setAsked('retire')}>
        <Archive aria-hidden />
        Retire
      </Button>
      {asked === 'build' ? <BuildDialog image={image} onClose={close} /> : null}
      {asked === 'retire' ? <RetireImageDialog image={image} onClose={close} /> : null}
    </>
  );
}

/** The last build: where it is while it runs, with what it says; why it ended, where it ended badly. */
function LastBuild({ build, name }: { readonly build: ImageBuild | null; readonly name: string }) {
  const { itemFor, pending } = useCancelAction();
  if (build === null) return null;
  const running = !isFinished(build.state);
  if (!running && build.state === 'succeeded') return null;
  const cancel = itemFor({
    id: build.operationId,
    state: build.state,
    stopRefusal: null,
    cancellable: build.cancellable,
    cancelRequested: !build.cancellable,
  });
  return (
    <section aria-label="Last build" className="grid min-w-0 gap-3">
      {running ? (
        <>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h2 className="text-base font-semibold">Build</h2>
            <Button disabledReason={cancel.disabledReason} pending={pending} onClick={cancel.onSelect}>
              <Ban aria-hidden />
              Stop build
            </Button>
          </div>
          <Progress value={build.stage === null ? null : build.progress} label={`Build of ${name}`} />
          <p className="text-sm text-muted">
            {build.waitingFor ?? (build.stage === null ? 'Waits for an agent.' : `${BUILD_STAGE_TITLES[build.stage]}.`)}
          </p>
        </>
      ) : (
        <Banner kind={build.state === 'failed' ? 'trouble' : 'info'}>
          {build.state === 'failed' ? (build.error ?? 'The last build failed.') : 'The last build was stopped.'}
        </Banner>
      )}
      <BuildLogView operationId={build.operationId} />
    </section>
  );
}

function Edit({ image, onClose }: { readonly image: Contract; readonly onClose: () => void }) {
  const router = useRouter();
  const add = useMutation(addImageVersion());
  // What is typed belongs to the version it was begun from, whatever comes meanwhile.
  const [from] = useState(image);
  return (
    <ImageEditor
      initial={from.yaml}
      saveLabel={`Save as version ${from.version + 1}`}
      pending={add.isPending}
      error={add.error}
      onSave={(body) => add.mutate({ id: from.id, body }, { onSuccess: ({ id }) => router.push(pages.image(id)) })}
      cancel={<Button onClick={onClose}>Leave without saving</Button>}
    />
  );
}
