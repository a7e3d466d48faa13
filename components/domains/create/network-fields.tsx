import { useWatch, type UseFormReturn } from 'react-hook-form';
import { Checkbox } from '@/components/ui/checkbox';
import type { HostDetail } from '@/lib/contracts/hosts';
import type { CreateForm } from './create-form';

/** What it is attached to: networks that the chosen host reports. */
export function NetworkFields({
  form,
  host,
  likeName,
}: {
  readonly form: UseFormReturn<CreateForm>;
  readonly host: Pick<HostDetail, 'name' | 'networks'> | undefined;
  readonly likeName: string | undefined;
}) {
  const asLike = useWatch({ control: form.control, name: 'networksAsLike' });
  const networks = host?.networks.filter((network) => network.active) ?? [];
  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className="mb-1 text-sm font-medium">Networks</legend>
      {likeName === undefined ? null : (
        <Checkbox
          label={`As ${likeName} is attached, with addresses of its own`}
          {...form.register('networksAsLike')}
        />
      )}
      {likeName !== undefined && asLike ? null : host === undefined ? (
        <p className="text-xs text-muted">Those of its host, once one is chosen.</p>
      ) : networks.length === 0 ? (
        <p className="text-xs text-muted">{host.name} reports no active network.</p>
      ) : (
        networks.map((network) => (
          <Checkbox
            key={network.name}
            label={network.name}
            hint={network.kind}
            value={network.name}
            {...form.register('networks')}
          />
        ))
      )}
    </fieldset>
  );
}
