'use client';
/** Fields of a domain's grid facts, as the forms that make one and that change one both have them. */
import { useQuery } from '@tanstack/react-query';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { testbedQuery } from '@/lib/client/queries/testbed';
import { ROLE_LABELS, ROLE_NAMES, ROLES } from '@/lib/domain/domain';

/** @param field what the form registers as `roles`: one list, of which each box is a value */
export function RoleBoxes({ field }: { readonly field: UseFormRegisterReturn }) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Roles</legend>
      <div className="grid grid-cols-2 gap-x-4 gap-y-1.5 sm:grid-cols-3">
        {ROLES.map((role) => (
          <Checkbox
            key={role}
            label={ROLE_LABELS[role]}
            hint={ROLE_NAMES[role] === ROLE_LABELS[role] ? undefined : ROLE_NAMES[role]}
            value={role}
            {...field}
          />
        ))}
      </div>
    </fieldset>
  );
}

/**
 * A VO may be new, and is more often mistyped: whoever sees their own VO alone would not see the domain.
 * @param vo as it stands in the field; `field` what the form registers as `vo`
 */
export function VoField({
  vo,
  field,
  error,
}: {
  readonly vo: string;
  readonly field: UseFormRegisterReturn;
  readonly error: string | undefined;
}) {
  const { data } = useQuery(testbedQuery());
  const typed = vo.trim();
  const isStrange = data !== undefined && typed !== '' && !data.domains.some((tile) => tile.vo === typed);
  return (
    <Field
      label="VO"
      optional
      error={error}
      hint={
        isStrange ? (
          <span className="text-paused">No domain here has the VO {typed} yet. Check the spelling.</span>
        ) : undefined
      }
    >
      {(control) => <Input {...control} {...field} />}
    </Field>
  );
}
