import { Plus, Trash2 } from 'lucide-react';
import { useId } from 'react';
import { useFieldArray, useWatch, type UseFormReturn } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { IMAGE_FORMATS } from '@/lib/domain/wanted-domain';
import { type CreateForm, NEW_DISK } from './create-form';
import { LibrarySelect } from './library-select';

const KINDS = [
  { value: 'new', label: 'New and empty' },
  { value: 'library', label: 'From the library' },
  { value: 'layer', label: 'Layer on an image of the host' },
  { value: 'copy', label: 'Copy of an image of the host' },
] as const;
const FORMATS = IMAGE_FORMATS.map((value) => ({ value, label: value }));
/** As many as the contract takes. */
const DISKS_MAX = 8;

/** The disks that are made, and where. */
export function DiskFields({
  form,
  folders,
  simulated,
}: {
  readonly form: UseFormReturn<CreateForm>;
  /** Of the storage pools of the chosen host. */
  readonly folders: readonly string[];
  readonly simulated: boolean;
}) {
  const disks = useFieldArray({ control: form.control, name: 'disks' });
  const list = useId();
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-1 text-sm font-medium">Disks</legend>
      {simulated ? (
        <p className="text-xs text-muted">Disks of a simulated host have a place and a size, and nothing is in them.</p>
      ) : null}
      {disks.fields.length === 0 ? <p className="text-xs text-muted">None of its own.</p> : null}
      {disks.fields.map((field, index) => (
        <DiskRow key={field.id} form={form} index={index} onRemove={() => disks.remove(index)} />
      ))}
      <Button
        size="sm"
        className="justify-self-start"
        disabledReason={disks.fields.length < DISKS_MAX ? undefined : `At most ${DISKS_MAX} disks.`}
        onClick={() => disks.append(NEW_DISK)}
      >
        <Plus aria-hidden />
        Add disk
      </Button>
      {disks.fields.length === 0 ? null : (
        <Field
          label="Folder for the disks"
          optional
          error={form.formState.errors.folder?.message}
          hint="On the host. Empty: the largest of its storage pools of plain files."
        >
          {(control) => (
            <>
              <Input {...control} {...form.register('folder')} list={list} autoComplete="off" className="font-mono" />
              <datalist id={list}>
                {folders.map((folder) => (
                  <option key={folder} value={folder}>
                    {folder}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
      )}
    </fieldset>
  );
}

function DiskRow({
  form,
  index,
  onRemove,
}: {
  readonly form: UseFormReturn<CreateForm>;
  readonly index: number;
  readonly onRemove: () => void;
}) {
  const from = useWatch({ control: form.control, name: `disks.${index}.from` });
  const errors = form.formState.errors.disks?.[index];
  const name = `Disk ${index + 1}`;
  return (
    <fieldset
      aria-label={name}
      className="grid min-w-0 grid-cols-[1fr_auto] items-start gap-x-2 rounded-md border border-line p-3"
    >
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <Field label={`${name} is`}>
          {(control) => (
            <Select {...control} {...form.register(`disks.${index}.from`)} options={KINDS} className="w-full" />
          )}
        </Field>
        {from === 'new' ? (
          <Field label="Size in GiB" error={errors?.sizeGiB?.message}>
            {(control) => <Input {...control} {...form.register(`disks.${index}.sizeGiB`)} inputMode="numeric" />}
          </Field>
        ) : from === 'library' ? (
          <Field
            label="Image of the library"
            error={errors?.imageId?.message}
            hint="Put on the host once, for all domains that use it."
          >
            {(control) => <LibrarySelect {...control} {...form.register(`disks.${index}.imageId`)} use="disk" />}
          </Field>
        ) : (
          <>
            <Field label="Format of the image" hint="Never guessed from what is in it.">
              {(control) => (
                <Select {...control} {...form.register(`disks.${index}.format`)} options={FORMATS} className="w-full" />
              )}
            </Field>
            <Field
              label="Image"
              className="sm:col-span-2"
              error={errors?.path?.message}
              hint={
                from === 'layer'
                  ? 'A file on the host that nobody writes to; it stays as it is.'
                  : 'A file on the host.'
              }
            >
              {(control) => (
                <Input
                  {...control}
                  {...form.register(`disks.${index}.path`)}
                  spellCheck={false}
                  className="font-mono"
                />
              )}
            </Field>
          </>
        )}
      </div>
      <IconButton label={`Remove disk ${index + 1}`} onClick={onRemove}>
        <Trash2 aria-hidden />
      </IconButton>
    </fieldset>
  );
}
