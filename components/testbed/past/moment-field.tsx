'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { MOMENT_FORM, parseMoment } from '@/lib/utils/moment';

/** A moment that is typed; it is looked at when that is asked for. */
export function MomentField({ onLook }: { onLook: (atMs: number) => void }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  return (
    <form
      noValidate
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const atMs = parseMoment(text);
        const wrong =
          atMs === undefined
            ? `Write a moment, ${MOMENT_FORM}.`
            : atMs > Date.now()
              ? 'This moment is still to come.'
              : undefined;
        setError(wrong);
        if (wrong === undefined && atMs !== undefined) onLook(atMs);
      }}
    >
      <Field label={<span className="text-xs font-normal text-muted">Moment to look at</span>} error={error}>
        {(control) => (
          <Input
            {...control}
            value={text}
            autoComplete="off"
            placeholder="2026-11-29 14:30"
            className="w-44"
            onChange={({ target: { value } }) => {
              setText(value);
              setError(undefined);
            }}
          />
        )}
      </Field>
      <Button size="sm" type="submit">
        Look
      </Button>
    </form>
  );
}
