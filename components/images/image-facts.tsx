import { RoleTag } from '@/components/status/role-tag';
import { Age } from '@/components/ui/age';
import { CopyButton } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { Scrolled } from '@/components/ui/scrolled';
import { TextLink } from '@/components/ui/text-link';
import type { ImageDetail } from '@/lib/contracts/images';
import { IMAGE_BASE_WORDS, IMAGE_OUTPUT_WORDS } from '@/lib/domain/image';
import { pages } from '@/lib/utils/paths';

/** What an image is made of, its versions, and its text. */
export function ImageFacts({ image }: { readonly image: ImageDetail }) {
  const { description, roles, suite, architecture, base, output, hash, versions, yaml } = image;
  return (
    <div className="grid min-w-0 gap-6">
      <p className="max-w-prose text-sm">{description}</p>
      <div className="grid min-w-0 gap-x-8 gap-y-6 lg:grid-cols-2">
        <section aria-label="Facts" className="min-w-0">
          <h2 className="mb-2 text-base font-semibold">Facts</h2>
          <DescriptionList
            items={[
              {
                term: 'Roles',
                value:
                  roles.length === 0 ? null : (
                    <span className="flex gap-1">
                      {roles.map((role) => (
                        <RoleTag key={role} role={role} />
                      ))}
                    </span>
                  ),
              },
              { term: 'Becomes', value: IMAGE_OUTPUT_WORDS[output] },
              { term: 'Of', value: `Debian ${suite}, ${architecture}` },
              { term: 'Base', value: `${base}: ${IMAGE_BASE_WORDS[base]}` },
              {
                term: 'Specification',
                value: (
                  <span className="flex min-w-0 items-center gap-1">
                    <code className="min-w-0 truncate font-mono text-xs" title={hash}>
                      {hash}
                    </code>
                    <CopyButton text={hash} label="Copy hash of the specification" />
                  </span>
                ),
              },
            ]}
          />
        </section>
        <section aria-label="Versions" className="min-w-0">
          <h2 className="mb-2 text-base font-semibold">Versions</h2>
          <ol className="divide-y divide-line border-y border-line text-sm" aria-label="Versions, newest first">
            {versions.map((version) => (
              <li key={version.id} className="flex flex-wrap items-baseline gap-x-3 py-1.5">
                {version.id === image.id ? (
                  <span className="font-medium" aria-current="page">
                    Version {version.version}
                  </span>
                ) : (
                  <TextLink href={pages.image(version.id)}>Version {version.version}</TextLink>
                )}
                <span className="text-muted">
                  by {version.createdByName} <Age at={version.createdAt} />
                </span>
                <span className="text-muted">{version.kept === 0 ? 'nothing kept' : `${version.kept} kept`}</span>
                {version.retiredAt === null ? null : <span className="text-muted">not offered any more</span>}
              </li>
            ))}
          </ol>
        </section>
      </div>
      <section aria-label="Text of the specification" className="min-w-0">
        <h2 className="mb-2 flex items-center gap-2 text-base font-semibold">
          Specification <CopyButton text={yaml} label="Copy specification" />
        </h2>
        <Scrolled label="Specification" className="bg-sunken">
          <pre className="p-3 font-mono text-xs leading-5">{yaml}</pre>
        </Scrolled>
      </section>
    </div>
  );
}
