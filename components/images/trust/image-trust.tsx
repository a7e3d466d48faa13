'use client';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import { pages } from '@/lib/utils/paths';
import { EndorsersSection } from './endorsers-section';
import { ListsSection } from './lists-section';
import { PoliciesSection } from './policies-section';

/** Who says which images are good: signed lists, those who sign them, and what each VO asks for. */
export function ImageTrust() {
  return (
    <>
      <PageHeader
        title="Trust in images"
        meta={
          <>
            <span>Signed image lists as HEPiX writes them</span>
            <InlineLink href={pages.images()}>All images</InlineLink>
          </>
        }
      />
      <div className="grid min-w-0 max-w-5xl gap-8">
        <ListsSection />
        <EndorsersSection />
        <PoliciesSection />
      </div>
    </>
  );
}
