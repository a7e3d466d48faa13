import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { errorSentence } from './view-states';

/** What is on screen was read, but could not be read again: why, and another try. Nothing where there is no such error. */
export function ReadBefore({
  error,
  onRetry,
  verb = 'shown',
  className,
}: {
  readonly error: Error | null;
  readonly onRetry: () => unknown;
  /** What is done with the values: they are shown, or drawn. */
  readonly verb?: 'shown' | 'drawn' | undefined;
  readonly className?: string | undefined;
}) {
  if (error === null) return null;
  return (
    <Banner
      kind="warning"
      live
      className={className}
      action={
        <Button size="sm" onClick={() => onRetry()}>
          Try again
        </Button>
      }
    >
      {errorSentence(error)} What is {verb} was read before.
    </Banner>
  );
}
