'use client';
import { useQuery } from '@tanstack/react-query';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { InlineLink } from '@/components/ui/text-link';
import { imageQuery, imagesQuery } from '@/lib/client/queries/images';
import { pages } from '@/lib/utils/paths';
import type { EnvironmentDraft } from './environment-draft';

interface Props {
  readonly draft: EnvironmentDraft;
  readonly error: string | undefined;
  readonly onChange: (draft: EnvironmentDraft) => void;
}

/** More images than these nobody chooses from in a list. */
const OFFERED = 200;
const offered = imagesQuery({ pageSize: OFFERED });

/** Images of the library by name; one that was chosen before and is offered no more stays until another is. */
export function ImageName({ draft, error, onChange }: Props) {
  const { data } = useQuery(offered);
  const images = data?.items ?? [];
  const names = images.map(({ name }) => name);
  const kept = draft.library === '' || names.includes(draft.library) ? [] : [draft.library];
  return (
    <Field
      label="Name in the library"
      error={error}
      hint={
        <>
          {data !== undefined && images.length === 0 ? 'The library has none yet. ' : ''}
          <InlineLink href={pages.newImage()}>Build an image</InlineLink>
        </>
      }
    >
      {(control) => (
        <Select
          {...control}
          value={draft.library}
          options={[
            { value: '', label: 'Choose an image' },
            ...[...kept, ...names].map((value) => ({ value, label: value })),
          ]}
          onValueChange={(library) => {
            const newest = images.find(({ name }) => name === library)?.version;
            onChange({ ...draft, library, ...(newest === undefined ? {} : { libraryVersion: String(newest) }) });
          }}
        />
      )}
    </Field>
  );
}

/** Versions of the chosen image, and whether anything was built of them. */
export function ImageVersion({ draft, error, onChange }: Props) {
  const { data: list } = useQuery(offered);
  const chosen = list?.items.find(({ name }) => name === draft.library);
  const { data: detail } = useQuery({ ...imageQuery(chosen?.id ?? ''), enabled: chosen !== undefined });
  const versions = detail?.name === draft.library ? detail.versions : [];
  const known = versions.map(({ version, kept }) => ({
    value: String(version),
    label: kept === 0 ? `${version}, not built` : String(version),
  }));
  const isKnown = known.some(({ value }) => value === draft.libraryVersion);
  const words = draft.library === '' ? 'Choose an image first' : 'Choose a version';
  const picked = versions.find(({ version }) => String(version) === draft.libraryVersion);
  return (
    <Field
      label="Version"
      error={error}
      hint={
        picked?.kept === 0 ? (
          <>
            Nothing fits before it is built: <InlineLink href={pages.image(picked.id)}>its page</InlineLink>
          </>
        ) : undefined
      }
    >
      {(control) => (
        <Select
          {...control}
          value={draft.libraryVersion}
          options={isKnown ? known : [{ value: draft.libraryVersion, label: draft.libraryVersion || words }, ...known]}
          onValueChange={(libraryVersion) => onChange({ ...draft, libraryVersion })}
        />
      )}
    </Field>
  );
}
