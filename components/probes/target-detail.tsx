'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { DetailPage } from '@/components/layout/detail-page';
import { RoleTag } from '@/components/status/role-tag';
import { Age } from '@/components/ui/age';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { probeTargetQuery } from '@/lib/client/queries/probes';
import { pages } from '@/lib/utils/paths';
import { TinyLabel } from './probe-look';
import { TargetView } from './target-view';

/** One service that is probed, native or a domain's. */
export function TargetDetail({ id }: { readonly id: string }) {
  const router = useRouter();
  const result = useQuery(probeTargetQuery(id));
  return (
    <DetailPage result={result} what="this service">
      {(target) => (
        <>
          <PageHeader
            title={target.name}
            meta={
              <>
                {target.roles.map((role) => (
                  <RoleTag key={role} role={role} />
                ))}
                {target.tiny ? <TinyLabel /> : null}
                {target.domainId === null ? (
                  <span>native service</span>
                ) : (
                  <>
                    <TextLink href={pages.domain(target.domainId)}>Domain</TextLink>
                    <VoTag vo={target.vo} />
                  </>
                )}
                <Age at={target.lastAt} prefix="asked" />
              </>
            }
          />
          <TargetView target={target} onRemoved={() => router.push(pages.probes())} />
        </>
      )}
    </DetailPage>
  );
}
