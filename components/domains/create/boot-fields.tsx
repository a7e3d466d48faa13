import { useWatch, type UseFormReturn } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { CreateForm } from './create-form';
import { LibrarySelect } from './library-select';

const OWN = [
  { value: 'disk', label: 'Its first disk' },
  { value: 'library', label: 'A kernel from the library' },
  { value: 'kernel', label: 'A kernel on the host' },
] as const;

/** What the guest boots. @param likeName of the domain that it is to be like */
export function BootFields({
  form,
  likeName,
}: {
  readonly form: UseFormReturn<CreateForm>;
  readonly likeName: string | undefined;
}) {
  const { errors } = form.formState;
  const boot = useWatch({ control: form.control, name: 'boot' });
  const options = likeName === undefined ? OWN : ([{ value: 'like', label: `As ${likeName} does` }, ...OWN] as const);
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Field label="Boots" error={errors.boot?.message}>
        {(control) => <Select {...control} {...form.register('boot')} options={options} className="w-full" />}
      </Field>
      {boot === 'library' ? (
        <Field
          label="Image of the library"
          error={errors.bootImage?.message}
          hint="Gridbox puts its kernel and initramfs on the host."
        >
          {(control) => <LibrarySelect {...control} {...form.register('bootImage')} use="boot" />}
        </Field>
      ) : null}
      {boot === 'kernel' ? (
        <>
          <Field label="Kernel" error={errors.kernel?.message} hint="Path on the host.">
            {(control) => <Input {...control} {...form.register('kernel')} spellCheck={false} className="font-mono" />}
          </Field>
          <Field label="Initial root file system" optional error={errors.initramfs?.message} hint="Path on the host.">
            {(control) => (
              <Input {...control} {...form.register('initramfs')} spellCheck={false} className="font-mono" />
            )}
          </Field>
        </>
      ) : null}
      {boot === 'disk' ? null : (
        <Field
          label="Command line of the kernel"
          optional
          className="sm:col-span-2"
          error={errors.commandLine?.message}
          hint={
            boot === 'like'
              ? `Empty: that of ${likeName ?? 'the other'}, with the new name where its own stands.`
              : boot === 'library'
                ? 'Empty: what its disk and its console need.'
                : undefined
          }
        >
          {(control) => (
            <Input {...control} {...form.register('commandLine')} spellCheck={false} className="font-mono" />
          )}
        </Field>
      )}
    </div>
  );
}
