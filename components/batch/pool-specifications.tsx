'use client';
import { useMutation } from '@tanstack/react-query';
import { FilePlus2 } from 'lucide-react';
import { useState } from 'react';
import { fieldSentence } from '@/components/form/field-words';
import { placeErrors } from '@/components/form/place-errors';
import { SubmitError } from '@/components/form/submit-error';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';
import { PlainTable } from '@/components/ui/plain-table';
import { TextLink } from '@/components/ui/text-link';
import { bringSpecification } from '@/lib/client/mutations/pools';
import type { JobSpecification, PoolDetail } from '@/lib/contracts/pools';
import { JOB_SPECIFICATION_CHARACTERS_MAX } from '@/lib/domain/pools/job-specification';
import { pages } from '@/lib/utils/paths';

const HEADS = ['A job asks for', 'What it is', 'Image', 'Brought', 'Kept until'];

/** Specifications that jobs may bring, and the way to bring one; nothing where the pool takes none. */
export function PoolSpecifications({ pool }: { readonly pool: PoolDetail }) {
  const [bringing, setBringing] = useState(false);
  const { specifications, takesSpecifications } = pool;
  const { specify } = pool.can;
  if (!takesSpecifications && specifications.length === 0) return null;
  return (
    <section aria-label="Specifications of jobs" className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">Specifications of jobs</h2>
        <Button disabledReason={specify.allowed ? undefined : specify.reason} onClick={() => setBringing(true)}>
          <FilePlus2 aria-hidden />
          Bring a specification
        </Button>
      </div>
      {specifications.length === 0 ? (
        <p className="text-sm text-muted">Nobody has brought one.</p>
      ) : (
        <PlainTable label="Specifications of jobs of the pool" heads={HEADS}>
          {specifications.map((specification) => (
            <Row key={specification.id} specification={specification} />
          ))}
        </PlainTable>
      )}
      {bringing ? <Bring pool={pool} onClose={() => setBringing(false)} /> : null}
    </section>
  );
}

function Row({ specification }: { readonly specification: JobSpecification }) {
  const { feature, description, image, createdByName, createdAt, offeredAt, keptUntil } = specification;
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" className="px-2 py-1 font-normal whitespace-nowrap">
        <span className="font-mono text-xs">{feature}</span> <CopyButton text={feature} label={`Copy ${feature}`} />
        {offeredAt === null ? (
          <span className="block text-xs text-muted">not offered by the batch system yet</span>
        ) : null}
      </th>
      <td className="px-2 py-1">{description}</td>
      <td className="px-2 py-1 whitespace-nowrap">
        <TextLink href={pages.image(image.id)}>{image.built ? 'built' : 'built for the first job'}</TextLink>
      </td>
      <td className="px-2 py-1 whitespace-nowrap">
        <Age at={createdAt} /> by {createdByName}
      </td>
      <td className="px-2 py-1 whitespace-nowrap">
        <Age at={keptUntil} />
      </td>
    </tr>
  );
}

/** Nothing is built yet; what is wrong with the text is said with its lines. */
function Bring({ pool, onClose }: { readonly pool: PoolDetail; readonly onClose: () => void }) {
  const [yaml, setYaml] = useState('');
  const bring = useMutation(bringSpecification());
  const sent = placeErrors(bring.error, ['yaml']);
  const tooLong =
    yaml.length > JOB_SPECIFICATION_CHARACTERS_MAX ? 'is too long for a specification of a job' : undefined;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Bring a specification to ${pool.name}`}
      description="It is checked and kept. Its image is built when the first job asks for it, and slots of it take no other jobs."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            pending={bring.isPending}
            disabledReason={yaml.trim() === '' ? 'Write a specification.' : undefined}
            onClick={() => {
              if (tooLong === undefined) bring.mutate({ id: pool.id, body: { yaml } }, { onSuccess: onClose });
            }}
          >
            Bring it
          </Button>
        </>
      }
    >
      <Field
        label="Specification"
        hint="As those of images, in YAML; its name, VO and roles decide nothing."
        error={tooLong === undefined ? sent.at.yaml : fieldSentence(tooLong)}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={16}
            wrap="off"
            spellCheck={false}
            autoCapitalize="off"
            className="resize-y overflow-x-auto font-mono text-xs leading-5"
            value={yaml}
            onChange={({ target }) => setYaml(target.value)}
          />
        )}
      </Field>
      <SubmitError sentence={sent.rest} />
    </Dialog>
  );
}
