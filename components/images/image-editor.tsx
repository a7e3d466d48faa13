'use client';
import type { ReactNode } from 'react';
import { YamlEditor } from '@/components/form/yaml-editor';
import { Banner } from '@/components/ui/banner';
import { checkImageQuery } from '@/lib/client/queries/images';
import type { CreateImage, ImageChecked } from '@/lib/contracts/images';
import { IMAGE_BASE_WORDS, IMAGE_OUTPUT_WORDS } from '@/lib/domain/image';

/** Writes the specification of an image. */
export function ImageEditor(props: {
  readonly initial: string;
  readonly saveLabel: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSave: (body: CreateImage) => void;
  readonly cancel: ReactNode;
}) {
  return (
    <YamlEditor
      {...props}
      label="Specification"
      hint="YAML. Packages come from the mirror of this site and from nowhere else; paths begin at the root of the image. Who sees an image sees its text, so that passwords have no place in it. At most 256 KiB."
      rows={30}
      checkQuery={checkImageQuery}
      renderUnderstood={({ understood }) => <Understood understood={understood} />}
    />
  );
}

function Understood({ understood }: { readonly understood: ImageChecked['understood'] }) {
  if (understood === null) return null;
  const { name, suite, base, output, packages, kernel, files } = understood;
  return (
    <Banner kind="good">
      <strong className="font-medium">{name}</strong> is a {IMAGE_OUTPUT_WORDS[output]} of {suite}:{' '}
      {IMAGE_BASE_WORDS[base]}, {packages} {packages === 1 ? 'package' : 'packages'} named
      {kernel === null ? ', no kernel' : `, kernel ${kernel}`}, {files} {files === 1 ? 'file' : 'files'} of its own.
    </Banner>
  );
}
