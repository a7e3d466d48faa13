import { Switch } from '@/components/ui/checkbox';

/** Unlike is never compared with unlike unless this says so. */
export function UnlikeSwitch({
  checked,
  onChange,
}: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <Switch
      label="Compare unlike results too"
      hint="An emulated guest with a real processor, say. Each row then tells what is unlike."
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}
