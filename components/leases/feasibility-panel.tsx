import { Button } from '@/components/ui/button';
import { Banner } from '@/components/ui/banner';
import { InlineLink } from '@/components/ui/text-link';
import type { LeaseFeasibility, LeaseImage, LeaseTerms } from '@/lib/contracts/leases';
import { pages } from '@/lib/utils/paths';

/** Puts an alternative into the form. */
export type TakeAlternative = (terms: LeaseTerms, kind: LeaseFeasibility['alternatives'][number]['kind']) => void;

/** Whether it can be had, what is missing, and what could be had instead. */
export function FeasibilityPanel({
  feasibility,
  stale = false,
  onTake,
}: {
  readonly feasibility: LeaseFeasibility;
  /** Of what was typed before: the answer to this is on its way. */
  readonly stale?: boolean;
  /** Left out where there is no form. */
  readonly onTake?: TakeAlternative | undefined;
}) {
  const { fits, words, alternatives, quota, image, ending, reach } = feasibility;
  return (
    <section aria-label="Feasibility" aria-busy={stale} className="grid gap-2">
      <Banner kind={fits ? 'good' : 'warning'} live>
        {words} {quota}
        {image === null ? null : <Image image={image} />}
      </Banner>
      {reach === null ? null : <Banner>{reach}</Banner>}
      {ending === null ? null : <Banner kind={ending.possible ? 'info' : 'warning'}>{ending.words}</Banner>}
      {alternatives.length === 0 ? null : (
        <ul aria-label="What fits instead" className="divide-y divide-line border-y border-line text-sm">
          {alternatives.map((alternative) => (
            <li key={alternative.kind} className="flex flex-wrap items-center justify-between gap-2 py-1.5">
              {alternative.words}
              {onTake === undefined ? null : (
                <Button onClick={() => onTake(alternative.terms, alternative.kind)}>Take this</Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {fits || alternatives.length > 0 || image?.missing === true ? null : (
        <p className="text-sm text-muted">Nothing else fits within a year.</p>
      )}
    </section>
  );
}

/** That it is missing the words say already; what is left is where to go for it. */
function Image({ image: { missing, words, imageId } }: { readonly image: LeaseImage }) {
  if (!missing) return <p className="text-xs text-muted">{words}</p>;
  return (
    <p>
      <InlineLink href={imageId === null ? pages.images() : pages.image(imageId)}>
        {imageId === null ? 'Images of the library' : 'Its page, where it is built'}
      </InlineLink>
    </p>
  );
}
