'use client';
import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { CopyButton } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { Bytes } from '@/components/ui/figures';
import { Scrolled } from '@/components/ui/scrolled';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { builtImageQuery } from '@/lib/client/queries/images';
import type { BuiltImageDetail } from '@/lib/contracts/images';
import { pages } from '@/lib/utils/paths';
import { SignatureBadge } from './image-look';
import { ListedBadge } from './trust/listed-badge';

/** What was built last: its files with their checksums, its packages, its signature, and who uses it. */
export function ImageContents({ id }: { readonly id: string }) {
  const result = useQuery(builtImageQuery(id));
  if (result.isPending) return <Skeleton className="h-64" />;
  if (result.data === undefined)
    return <ErrorState error={result.error} what="what was built" onRetry={() => void result.refetch()} />;
  const built = result.data;
  return (
    <section aria-label="Built image" className="grid min-w-0 gap-6">
      <div className="min-w-0">
        <h2 className="mb-2 flex flex-wrap items-center gap-2 text-base font-semibold">
          Built image <SignatureBadge built={built} />
        </h2>
        <DescriptionList
          items={[
            { term: 'Built', value: <Age at={built.builtAt} /> },
            { term: 'Size', value: <Bytes bytes={built.bytes} /> },
            {
              term: 'SHA-512',
              value: (
                <span className="flex min-w-0 items-start gap-1">
                  <code className="min-w-0 font-mono text-xs break-all">{built.digest}</code>
                  <CopyButton text={built.digest} label="Copy SHA-512" />
                </span>
              ),
            },
            { term: 'Kernel', value: built.kernel },
            { term: 'Signed by key', value: <code className="font-mono text-xs break-all">{built.keyId}</code> },
            ...(built.manifest === null
              ? []
              : [
                  {
                    term: 'Made by',
                    value: Object.entries(built.manifest.tools)
                      .map(([tool, version]) => `${tool} ${version}`)
                      .join(', '),
                  },
                  {
                    term: 'Rights',
                    value: built.manifest.mode === 'root' ? 'as root' : 'as an ordinary user, in a name space',
                  },
                ]),
          ]}
        />
      </div>
      <Listed listed={built.listed} />
      <Uses uses={built.uses} />
      {built.manifest === null ? null : <Manifest manifest={built.manifest} />}
    </section>
  );
}

function Listed({ listed }: { readonly listed: BuiltImageDetail['listed'] }) {
  return (
    <div>
      <h3 className="mb-1 text-sm font-semibold">Endorsed by</h3>
      {listed.length === 0 ? (
        <p className="text-sm text-muted">Nobody: no image list names these bytes.</p>
      ) : (
        <ul aria-label="Image lists that name it" className="text-sm">
          {listed.map(({ listId, list, version, state, endorser, vos, expiresAt }) => (
            <li key={listId} className="flex min-w-0 flex-wrap items-center gap-x-3">
              <TextLink href={pages.imageListPage(listId)}>
                {list}, version {version}
              </TextLink>
              <ListedBadge state={state} plain />
              <span className="min-w-0 break-all text-muted">
                by {endorser} for {vos.join(', ')}
              </span>
              <Age at={expiresAt} prefix={state === 'expired' ? 'expired' : 'expires'} className="text-muted" />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Uses({ uses }: { readonly uses: BuiltImageDetail['uses'] }) {
  return (
    <div>
      <h3 className="mb-1 text-sm font-semibold">Used by</h3>
      {uses.length === 0 ? (
        <p className="text-sm text-muted">Nobody: a collection may remove it once it is old.</p>
      ) : (
        <ul aria-label="Uses" className="text-sm">
          {uses.map(({ subject, reason, since }) => (
            <li key={subject}>
              {reason} <Age at={since} prefix="since" className="text-muted" />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Manifest({ manifest }: { readonly manifest: NonNullable<BuiltImageDetail['manifest']> }) {
  const { artefacts, packages, files, layers } = manifest;
  return (
    <div className="grid min-w-0 gap-6 lg:grid-cols-2">
      <div className="min-w-0">
        <h3 className="mb-1 text-sm font-semibold">Files of the image</h3>
        <ul aria-label="Files of the image" className="divide-y divide-line border-y border-line text-sm">
          {artefacts.map(({ name, bytes, sha512 }) => (
            <li key={name} className="flex min-w-0 flex-wrap items-center gap-x-3 py-1">
              <span className="font-mono text-xs">{name}</span>
              <Bytes bytes={bytes} className="text-muted" />
              <code className="w-40 min-w-0 grow truncate font-mono text-xs text-muted" title={sha512}>
                {sha512}
              </code>
              <CopyButton text={sha512} label={`Copy SHA-512 of ${name}`} />
            </li>
          ))}
        </ul>
        <h3 className="mt-4 mb-1 text-sm font-semibold">Layers</h3>
        <ul aria-label="Layers" className="text-sm text-muted">
          {layers.map(({ kind, sha256 }) => (
            <li key={kind} className="flex min-w-0 gap-2">
              <span className="w-20 shrink-0 text-ink">{kind}</span>
              <code className="min-w-0 truncate font-mono text-xs leading-5" title={sha256}>
                {sha256}
              </code>
            </li>
          ))}
        </ul>
        {files.length === 0 ? null : (
          <>
            <h3 className="mt-4 mb-1 text-sm font-semibold">Files laid over the packages</h3>
            <ul aria-label="Files laid over the packages" className="text-sm">
              {files.map(({ path, mode, uid, gid }) => (
                <li key={path} className="flex min-w-0 flex-wrap gap-x-3">
                  <span className="min-w-0 font-mono text-xs leading-5 break-all">{path}</span>
                  <span className="text-muted">
                    {mode}, {uid}:{gid}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <div className="min-w-0">
        <h3 className="mb-1 text-sm font-semibold">
          {packages.length.toLocaleString('en')} {packages.length === 1 ? 'package' : 'packages'}
        </h3>
        <Scrolled label="Packages" className="max-h-96 overflow-y-auto">
          <table className="w-full text-sm">
            <thead className="text-left text-xs text-muted">
              <tr>
                <th scope="col" className="px-2 py-1 font-medium">
                  Package
                </th>
                <th scope="col" className="px-2 py-1 font-medium">
                  Version
                </th>
              </tr>
            </thead>
            <tbody className="font-mono text-xs">
              {packages.map(({ name, version, architecture }) => (
                <tr key={`${name} ${architecture}`} className="border-t border-line">
                  <td className="px-2 py-0.5">{name}</td>
                  <td className="px-2 py-0.5 text-muted">{version}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      </div>
    </div>
  );
}
