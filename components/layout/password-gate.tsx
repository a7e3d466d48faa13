'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { FirstPassword } from '@/components/account/first-password';
import { sessionQuery } from '@/lib/client/queries/session';

/** Until a one-time password is changed, there is one thing to do; the API refuses everything else. */
export function PasswordGate({ children }: { children: ReactNode }) {
  const { data: session } = useQuery(sessionQuery());
  const router = useRouter();
  if (session?.mustChangePassword === true) return <FirstPassword onDone={() => router.refresh()} />;
  return children;
}
