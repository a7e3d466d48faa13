'use client';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import { PageHeader } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { BENCHMARK_SECTIONS } from './sections';

/** Top of every page about benchmarks: its title, and the way to the others. */
export function BenchmarkHeader({
  title,
  meta,
  actions,
}: {
  readonly title: string;
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
}) {
  const path = usePathname();
  const chosen = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the row of tabs is wider than the page, and the chosen one may be out of sight. Each page has a header of its own.
  useEffect(() => {
    // In braces: newer browsers return a promise here, which React would take for what undoes the effect.
    chosen.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, []);
  return (
    <>
      <PageHeader title={title} meta={meta} actions={actions} className="mb-2" />
      <nav aria-label="Benchmarks" className="mb-4 overflow-x-auto border-b border-line">
        <ul className="flex gap-1">
          {BENCHMARK_SECTIONS.map(({ href, label }) => {
            const current = path === href;
            return (
              <li key={href}>
                <PageLink
                  href={href}
                  ref={current ? chosen : undefined}
                  aria-current={current ? 'page' : undefined}
                  className={cn(
                    '-mb-px flex h-9 items-center border-b-2 px-3 text-sm font-medium whitespace-nowrap outline-offset-[-2px]',
                    current ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
                  )}
                >
                  {label}
                </PageLink>
              </li>
            );
          })}
        </ul>
      </nav>
    </>
  );
}
