import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { formatMoment } from '@/components/ui/format-age';
import type { Snapshot } from '@/lib/contracts/leases';

const IMAGE = 'image';

/** What the first disk of each domain starts from: the image, or a disk that an earlier lease of the VO kept. */
export function StartFromField({
  snapshots,
  chosen,
  error,
  onChange,
}: {
  /** Of the VO, and of the image of the environment. */
  readonly snapshots: readonly Snapshot[];
  readonly chosen: Snapshot | undefined;
  readonly error: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}) {
  // A list with one choice is none; why there is no other stands where snapshots are asked for.
  if (snapshots.length === 0 && error === undefined) return null;
  return (
    <Field
      label="Start from"
      error={error}
      hint={
        chosen === undefined
          ? 'The disk of the environment’s image, or one that an earlier lease of the VO kept.'
          : 'A kept disk of the VO, not a signed image. Everything on it comes along, its old host keys, machine id and secrets as well; what was in memory, and addresses, do not.'
      }
    >
      {(control) => (
        <Select
          {...control}
          value={chosen?.id ?? IMAGE}
          options={[
            { value: IMAGE, label: 'The image of the environment' },
            ...snapshots.map(({ id, name, keptAt, simulated }) => ({
              value: id,
              label: `${name}, kept ${formatMoment(keptAt)}${simulated ? ' (simulated, no content)' : ''}`,
            })),
          ]}
          onValueChange={(id) => onChange(id === IMAGE ? undefined : id)}
        />
      )}
    </Field>
  );
}
