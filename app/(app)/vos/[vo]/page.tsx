import type { Metadata } from 'next';
import { VoPage } from '@/components/vos/vo-page';

type Params = { readonly params: Promise<{ readonly vo: string }> };

/** Its name stands in the address already: saying it tells nobody that there is such a VO. */
export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: `VO ${decodeURIComponent((await params).vo)}` };
}

export default async function Page({ params }: Params) {
  const vo = decodeURIComponent((await params).vo);
  return <VoPage key={vo} vo={vo} />;
}
