'use client';
import { Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';

/** A sheet of paper: the same on screen and printed, light in either theme. What is for the screen alone stands above it. */
export function Sheet({
  title,
  subtitle,
  backTo,
  children,
}: {
  readonly title: ReactNode;
  readonly subtitle: ReactNode;
  readonly backTo: { readonly href: string; readonly label: string };
  readonly children: ReactNode;
}) {
  return (
    <>
      <div className="mx-auto flex max-w-[210mm] flex-wrap gap-2 p-4 print:hidden">
        <Button variant="primary" onClick={() => window.print()}>
          <Printer aria-hidden />
          Print
        </Button>
        <LinkButton href={backTo.href}>{backTo.label}</LinkButton>
      </div>
      <main
        data-theme="light"
        className="report mx-auto mb-8 max-w-[210mm] bg-surface p-4 text-sm text-ink shadow-pop sm:p-[16mm] print:m-0 print:max-w-none print:p-0 print:shadow-none"
      >
        <header className="mb-4 border-b border-edge pb-3">
          <h1 className="text-xl font-semibold break-words">{title}</h1>
          <div className="text-muted">{subtitle}</div>
        </header>
        {children}
      </main>
    </>
  );
}

export function SheetSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="mb-5">
      <h2 className="mb-1.5 break-after-avoid text-base font-semibold">{title}</h2>
      {children}
    </section>
  );
}
