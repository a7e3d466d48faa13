'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { FilePlus2, GitCompareArrows, HardDrive, ShieldCheck, Trash2 } from 'lucide-react';
import { parseAsBoolean } from 'nuqs';
import { RoleTag } from '@/components/status/role-tag';
import { EmptyState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Switch } from '@/components/ui/checkbox';
import { Dash } from '@/components/ui/dash';
import { Bytes } from '@/components/ui/figures';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { PrimaryLink } from '@/components/ui/primary-link';
import { VoTag } from '@/components/ui/vo-tag';
import { imagesQuery } from '@/lib/client/queries/images';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Image } from '@/lib/contracts/images';
import { pages } from '@/lib/utils/paths';
import { Digest, ImageBadge, SignatureBadge } from './image-look';

const column = createColumnHelper<Image>();
const rowName = (image: Image) => image.name;
const rowHref = (image: Image) => pages.image(image.id);

const COLUMNS: Column<Image>[] = [
  column.accessor('name', {
    header: 'Image',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(170px, 1.5fr)' },
    cell: ({ row: { original } }) => (
      <NameCell href={rowHref(original)} name={original.name} simulated={false}>
        <span className="text-xs whitespace-nowrap text-muted">version {original.version}</span>
      </NameCell>
    ),
  }),
  column.display({
    id: 'state',
    header: 'State',
    meta: { width: '130px' },
    cell: ({ row: { original } }) => <ImageBadge image={original} plain />,
  }),
  column.display({
    id: 'roles',
    header: 'Roles',
    meta: { width: 'minmax(70px, 0.6fr)' },
    cell: ({ row: { original } }) =>
      original.roles.length === 0 ? (
        <Dash />
      ) : (
        <span className="flex gap-1">
          {original.roles.map((role) => (
            <RoleTag key={role} role={role} />
          ))}
        </span>
      ),
  }),
  column.display({
    id: 'vo',
    header: 'VO',
    meta: { width: '90px' },
    cell: ({ row: { original } }) =>
      original.vo === null ? <span className="text-xs text-muted">all</span> : <VoTag vo={original.vo} />,
  }),
  column.display({
    id: 'suite',
    header: 'Of',
    meta: { width: 'minmax(110px, 0.8fr)' },
    cell: ({ row: { original } }) => `${original.suite}, ${original.output}`,
  }),
  column.display({
    id: 'size',
    header: 'Size',
    meta: { width: '90px', align: 'end' },
    cell: ({ row: { original } }) => <Bytes bytes={original.built?.bytes} />,
  }),
  column.display({
    id: 'digest',
    header: 'SHA-512',
    meta: { width: '130px' },
    cell: ({ row: { original } }) => (original.built === null ? <Dash /> : <Digest digest={original.built.digest} />),
  }),
  column.display({
    id: 'signature',
    header: 'Signature',
    meta: { width: '170px' },
    cell: ({ row: { original } }) =>
      original.built === null ? <Dash /> : <SignatureBadge built={original.built} plain />,
  }),
  column.display({
    id: 'built',
    header: 'Built',
    meta: { width: '100px', align: 'end' },
    cell: ({ row: { original } }) =>
      original.built === null ? <Dash /> : <Age at={original.built.builtAt} className="text-xs text-muted" />,
  }),
];

const phoneRow = (image: Image) => (
  <div className="grid gap-0.5">
    <PhoneName href={rowHref(image)} name={image.name} simulated={false}>
      <span className="text-xs text-muted">version {image.version}</span>
    </PhoneName>
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
      <ImageBadge image={image} plain />
      {image.built === null ? null : <Bytes bytes={image.built.bytes} />}
      {image.built === null ? null : <SignatureBadge built={image.built} plain />}
    </div>
  </div>
);

/** What domains can be made of: the newest version of each image. */
export function ImageList() {
  const { facets, setFacets, paging, filter } = useListFilter({ retired: parseAsBoolean.withDefault(false) });
  const asked = { page: filter.page, pageSize: filter.pageSize, ...(facets.retired ? { retired: true } : {}) };
  const result = useQuery(imagesQuery(asked));
  const refused = useScopeRefusal('images:build');
  const write = (
    <PrimaryLink href={pages.newImage()} icon={<FilePlus2 aria-hidden />} refused={refused}>
      New image
    </PrimaryLink>
  );
  return (
    <>
      <PageHeader
        title="Images"
        meta="Built here from packages, each from its specification, and signed"
        actions={
          <>
            {write}
            <LinkButton href={pages.guestDrift()}>
              <GitCompareArrows aria-hidden />
              Drift
            </LinkButton>
            <LinkButton href={pages.imageTrust()}>
              <ShieldCheck aria-hidden />
              Trust
            </LinkButton>
            {refused === undefined ? (
              <LinkButton href={pages.collectImages()}>
                <Trash2 aria-hidden />
                Remove old ones
              </LinkButton>
            ) : null}
          </>
        }
      />
      <DataTable<Image>
        name="images"
        label="Images"
        noun={{ one: 'image', many: 'images' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={asked}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        filters={
          <Switch
            label="Show retired ones"
            checked={facets.retired}
            onChange={(event) => setFacets({ retired: event.target.checked ? true : null })}
          />
        }
        empty={
          <EmptyState icon={HardDrive} title={facets.retired ? 'No image at all' : 'No image yet'} action={write}>
            An image is written as a specification: a distribution, packages, files, users and services. A build makes a
            disk, or a kernel with its first file system, of it: the same one each time, as long as its packages stay
            the same.
          </EmptyState>
        }
      />
    </>
  );
}
