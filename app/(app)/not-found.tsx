import { LinkButton } from '@/components/ui/link-button';
import { pages } from '@/lib/utils/paths';

export default function NotFound() {
  return (
    <div className="grid justify-items-center gap-3 py-16 text-center">
      <h1 className="text-lg font-semibold">Not found</h1>
      <p className="max-w-prose text-sm text-muted">
        Nothing of that address exists, or it is not yours to see. Search with Ctrl K.
      </p>
      <LinkButton href={pages.testbed()}>Go to the testbed</LinkButton>
    </div>
  );
}
