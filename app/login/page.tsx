import type { Metadata } from 'next';
import { LoginForm } from '@/components/account/login-form';
import { safeNext } from '@/components/layout/safe-next';

export const metadata: Metadata = { title: 'Sign in' };

export default async function LoginPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  return (
    <main className="grid min-h-dvh place-content-center p-4">
      <div className="w-[min(360px,calc(100vw-32px))]">
        <h1 className="text-xl font-semibold">Sign in to Gridbox</h1>
        <p className="mt-1 mb-6 text-sm text-muted">
          The control plane of this testbed. Accounts are made by its administrator.
        </p>
        <LoginForm next={safeNext(typeof next === 'string' ? next : undefined)} />
      </div>
    </main>
  );
}
