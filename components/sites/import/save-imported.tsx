'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { createSite } from '@/lib/client/mutations/sites';
import { pages } from '@/lib/utils/paths';
import { SiteForm } from '../site-form';

/** What an import gave, under the eyes of the checker: mended where it has to be, then kept as a site. */
export function SaveImported({ siteFile, onLeave }: { readonly siteFile: string; readonly onLeave: () => void }) {
  const router = useRouter();
  const create = useMutation(createSite());
  return (
    <SiteForm
      initial={siteFile}
      saveLabel="Save site"
      unchanged="allowed"
      pending={create.isPending}
      error={create.error}
      onSave={(body) => create.mutate(body, { onSuccess: ({ id }) => router.push(pages.site(id)) })}
      cancel={<Button onClick={onLeave}>Back to what was read</Button>}
    />
  );
}
