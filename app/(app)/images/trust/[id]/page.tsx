import { ImageListView } from '@/components/images/trust/image-list-view';
import { readImageList } from '@/lib/server/services/image-trust/read-image-list';
import { subjectTitle } from '../../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Image list', async (at) => `${(await readImageList(at)).title} · Images`);

export default async function ImageListPage({ params }: Params) {
  const { id } = await params;
  return <ImageListView key={id} id={id} />;
}
