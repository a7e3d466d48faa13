import { LinkButton } from '@/components/ui/link-button';
import { pages } from '@/lib/utils/paths';

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-3 p-6 text-center">
      <h1 className="text-lg font-semibold">No such page</h1>
      <p className="max-w-prose text-sm text-muted">
        The address is mistyped, or what it named has been removed. Search with Ctrl K from the testbed.
      </p>
      <LinkButton href={pages.testbed()}>Go to the testbed</LinkButton>
    </main>
  );
}
