import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { Select } from '@/components/ui/select';
import { imagesQuery } from '@/lib/client/queries/images';
import type { Image } from '@/lib/contracts/images';
import { IMAGE_OUTPUT_WORDS } from '@/lib/domain/image';

/** More images than somebody reads through; the API takes any. */
const SHOWN_MAX = 500;

/** The newest built version of each image; of the others the API and a site file can name any. */
export function LibrarySelect({
  use,
  ...rest
}: Omit<ComponentProps<'select'>, 'children'> & {
  /** What is wanted of the image: a kernel to boot, or a disk. */
  readonly use: 'boot' | 'disk';
}) {
  const images = useQuery(imagesQuery({ pageSize: SHOWN_MAX }));
  const fits = ({ built, output }: Image): boolean =>
    built !== null && (use === 'boot' ? built.kernel !== null : output !== 'initramfs');
  const options = (images.data?.items ?? []).filter(fits).flatMap((image) =>
    image.built === null
      ? []
      : [
          {
            value: image.built.id,
            label: `${image.name} ${image.version}, ${IMAGE_OUTPUT_WORDS[image.output]}${image.vo === null ? '' : `, of ${image.vo}`}`,
          },
        ],
  );
  const first =
    options.length > 0
      ? 'Choose…'
      : images.isPending
        ? 'Looking…'
        : images.isError
          ? 'The library does not answer'
          : use === 'boot'
            ? 'No built image has a kernel'
            : 'No built image has a disk';
  return <Select {...rest} options={[{ value: '', label: first }, ...options]} className="w-full" />;
}
