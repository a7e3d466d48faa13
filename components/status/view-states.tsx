'use client';
import { CircleAlert, Lock, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { AppError } from '@/lib/domain/errors';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { cn } from '@/components/ui/cn';

function Placeholder({
  icon: Icon,
  title,
  children,
  action,
  className,
  role,
  asPage = false,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string | undefined;
  role?: 'alert' | undefined;
  asPage?: boolean | undefined;
}) {
  const Heading = asPage ? 'h1' : 'h2';
  return (
    <div role={role} className={cn('grid justify-items-center gap-2 px-6 py-12 text-center', className)}>
      <Icon aria-hidden className="size-6 text-faint" />
      <Heading className="text-base font-semibold">{title}</Heading>
      {children === undefined ? null : <div className="max-w-prose text-sm text-balance text-muted">{children}</div>}
      {action === undefined ? null : <div className="mt-2">{action}</div>}
    </div>
  );
}

/** Nothing here yet: says what would be here and gives the one action that fills it. */
export function EmptyState(props: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string | undefined;
}) {
  return <Placeholder {...props} />;
}

/** The caller may not see this; says which right is missing and who can give it. */
export function ForbiddenState({
  title = 'Not yours to see',
  children,
  className,
  asPage,
}: {
  title?: string | undefined;
  children?: ReactNode;
  className?: string | undefined;
  asPage?: boolean | undefined;
}) {
  return (
    <Placeholder icon={Lock} title={title} className={className} asPage={asPage}>
      {children ?? 'Your role does not include this. An administrator can change it.'}
    </Placeholder>
  );
}

/**
 * A read that failed. Forbidden and not-found read as themselves; everything else offers another try.
 * @example if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} what="the hosts" />;
 */
export function ErrorState({
  error,
  onRetry,
  what,
  back,
  className,
  asPage,
}: {
  error: unknown;
  onRetry?: (() => void) | undefined;
  /** Where to go on from here, where trying again is no use. */
  back?: { readonly href: string; readonly label: string } | undefined;
  /** What could not be read, as in "Could not read the hosts". */
  what: string;
  className?: string | undefined;
  /** It stands for the whole page, and its title is the page's heading. */
  asPage?: boolean | undefined;
}) {
  if (AppError.is(error, 'forbidden')) {
    return (
      <ForbiddenState className={className} asPage={asPage}>
        {error.message}
      </ForbiddenState>
    );
  }
  const noId = isNoId(error);
  return (
    <Placeholder
      role="alert"
      asPage={asPage}
      icon={CircleAlert}
      title={isNoSuchThing(error) ? 'Not found' : `Could not read ${what}`}
      className={className}
      action={
        onRetry !== undefined ? (
          <Button onClick={onRetry}>Try again</Button>
        ) : back === undefined ? undefined : (
          <LinkButton href={back.href}>{back.label}</LinkButton>
        )
      }
    >
      <p>{noId ? 'Nothing has this address; it is mistyped.' : errorSentence(error)}</p>
      {requestIdOf(error) === undefined ? null : (
        <p className="mt-1 font-mono text-xs text-faint">request {requestIdOf(error)}</p>
      )}
    </Placeholder>
  );
}

const isNoId = (error: unknown): boolean =>
  AppError.is(error, 'bad-request') && error.fields.some(({ field }) => field === 'id');
/** The address leads to nothing, today and at every other try. */
export const isNoSuchThing = (error: unknown): boolean => isNoId(error) || AppError.is(error, 'not-found');

/** The sentence to show for anything thrown. */
export const errorSentence = (error: unknown): string =>
  AppError.is(error)
    ? error.message
    : 'Something unexpected happened on this page. Reload it; if it stays, tell the administrator.';

const requestIdOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'requestId' in error && typeof error.requestId === 'string'
    ? error.requestId
    : undefined;
