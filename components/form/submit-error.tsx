import { Banner } from '@/components/ui/banner';

/** What went wrong with the form as a whole. */
export function SubmitError({ sentence }: { sentence: string | undefined }) {
  if (sentence === undefined) return null;
  return (
    <Banner kind="trouble" live>
      {sentence}
    </Banner>
  );
}
