'use client';
import { useState } from 'react';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Bytes, Duration } from '@/components/ui/figures';
import { TextLink } from '@/components/ui/text-link';
import type { ImageBuild, ImageDetail } from '@/lib/contracts/images';
import { isFinished } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { BuildLogView } from './build-log';
import { BuildBadge, Digest, SignatureBadge } from './image-look';

/** Builds of one version with their logs, and everything that they made. */
export function ImageBuilds({ image }: { readonly image: ImageDetail }) {
  const { builds, images } = image;
  return (
    <div className="grid min-w-0 gap-8 lg:grid-cols-2">
      <section aria-label="Builds" className="min-w-0">
        <h2 className="mb-2 text-base font-semibold">Builds</h2>
        {builds.length === 0 ? (
          <p className="text-sm text-muted">None yet.</p>
        ) : (
          <ol aria-label="Builds, newest first" className="divide-y divide-line border-y border-line">
            {builds.map((build) => (
              <Build key={build.operationId} build={build} />
            ))}
          </ol>
        )}
      </section>
      <section aria-label="Everything built" className="min-w-0">
        <h2 className="mb-2 text-base font-semibold">Everything built of this version</h2>
        {images.length === 0 ? (
          <p className="text-sm text-muted">
            Nothing yet. Builds of the same packages give the same image, which stands here once.
          </p>
        ) : (
          <ol aria-label="Built images, newest first" className="divide-y divide-line border-y border-line text-sm">
            {images.map((built) => (
              <li key={built.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
                <Digest digest={built.digest} />
                <SignatureBadge built={built} plain />
                <Bytes bytes={built.bytes} className="text-muted" />
                <span className="text-muted">
                  {built.packages} {built.packages === 1 ? 'package' : 'packages'}
                </span>
                <Age at={built.builtAt} className="text-muted" />
                {built.removedAt === null ? (
                  built.uses.length === 0 ? null : (
                    <span>{built.uses.map(({ reason }) => reason).join(', ')}</span>
                  )
                ) : (
                  <span className="text-muted">
                    removed <Age at={built.removedAt} />
                  </span>
                )}
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

function Build({ build }: { readonly build: ImageBuild }) {
  const [open, setOpen] = useState(false);
  const { createdAt, finishedAt, fresh, byName, operationId, state } = build;
  return (
    <li className="grid min-w-0 gap-2 py-1.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <BuildBadge build={build} />
        <span className="text-muted">
          by {byName} <Age at={createdAt} />
          {fresh ? ', from nothing' : ''}
        </span>
        {finishedAt === null ? null : (
          <span className="text-muted">
            took <Duration ms={Date.parse(finishedAt) - Date.parse(createdAt)} />
          </span>
        )}
        <TextLink href={pages.operation(operationId)}>Steps</TextLink>
        {isFinished(state) ? (
          <Button size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Hide log' : 'Show log'}
          </Button>
        ) : null}
      </div>
      {open ? <BuildLogView operationId={operationId} /> : null}
    </li>
  );
}
