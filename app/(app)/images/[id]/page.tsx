import { ImageDetail } from '@/components/images/image-detail';
import { readImage } from '@/lib/server/services/images/read-image';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Image', async (at) => `${(await readImage(at)).name} · Images`);

export default async function ImagePage({ params }: Params) {
  const { id } = await params;
  return <ImageDetail key={id} id={id} />;
}
