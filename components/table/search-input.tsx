'use client';
import { Search } from 'lucide-react';
import { Input } from '@/components/ui/input';

/** A plain search box of a filter bar. Settling is the business of the URL state it writes to. */
export function SearchInput({
  label,
  value,
  onChange,
  placeholder,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
}) {
  return (
    <span className="relative min-w-48 grow basis-56 md:max-w-96">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder ?? 'Part of a name'}
        maxLength={200}
        className="pl-8"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}
