'use client';
import { CircleHelp, Search } from 'lucide-react';
import { Popover } from '@base-ui/react/popover';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { parseQuery } from '@/lib/domain/query-language';
import { applySuggestion, type KnownWords, type Suggestion, suggestTerms } from './suggest-terms';

/** Typing is over when nothing was typed for this long; then the list is asked. */
const SETTLE_MS = 250;

/**
 * The search box of the domain list. A query that can be read is applied once typing settles; one that cannot says why,
 * and the list stays at the last good one. `serverError`: what the server made of a query this page could read.
 */
export function QueryBox({
  value,
  onChange,
  known,
  serverError,
}: {
  readonly value: string;
  readonly onChange: (query: string) => void;
  readonly known: KnownWords;
  readonly serverError?: string | undefined;
}) {
  const [draft, setDraft] = useState({ text: value, applied: value });
  // The applied query changed from outside, by the back button or a cleared filter: show that one.
  if (value !== draft.applied) setDraft({ text: value, applied: value });
  const [suggestions, setSuggestions] = useState<readonly Suggestion[]>([]);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const ids = { list: useId(), error: useId() };
  // Outside: the clock. A box that is gone must not change the URL any more.
  useEffect(() => () => clearTimeout(timer.current), []);

  const parsed = parseQuery(draft.text);
  // While suggestions are open the term is still being written; what is half a word is no mistake yet.
  const error = parsed.ok ? serverError : suggestions.length > 0 ? undefined : parsed.message;
  const apply = (text: string) => {
    clearTimeout(timer.current);
    if (!parseQuery(text).ok) return;
    setDraft({ text, applied: text.trim() });
    onChange(text.trim());
  };
  const type = (text: string, caret: number) => {
    setDraft((before) => ({ ...before, text }));
    setSuggestions(text === '' ? [] : suggestTerms(text, caret, known));
    setActive(-1);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => apply(text), SETTLE_MS);
  };
  const take = (suggestion: Suggestion) => {
    const next = applySuggestion(draft.text, suggestion);
    type(next.query, next.caret);
    input.current?.focus();
    // The caret is the DOM's; React sets the value first.
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const open = suggestions.length > 0;
    if (event.key === 'ArrowDown' && !open) {
      setSuggestions(suggestTerms(draft.text, event.currentTarget.selectionStart ?? draft.text.length, known));
    } else if (event.key === 'ArrowDown') setActive((active + 1) % suggestions.length);
    else if (event.key === 'ArrowUp' && open) setActive(active <= 0 ? suggestions.length - 1 : active - 1);
    else if (event.key === 'Escape' && open) setSuggestions([]);
    else if (event.key === 'Enter') {
      const chosen = suggestions[active];
      if (chosen !== undefined) take(chosen);
      else {
        setSuggestions([]);
        apply(draft.text);
      }
    } else return;
    event.preventDefault();
  };

  return (
    <div className="relative min-w-56 grow basis-72">
      <div className="relative">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
        />
        <Input
          ref={input}
          type="text"
          // An input with a list of suggestions; the native one cannot show what each means.
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="combobox"
          aria-label="Search domains"
          aria-autocomplete="list"
          aria-expanded={suggestions.length > 0}
          aria-controls={ids.list}
          aria-activedescendant={active >= 0 ? `${ids.list}-${active}` : undefined}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error === undefined ? undefined : ids.error}
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          placeholder="state:running role:wn mem>2GiB or part of a name"
          className="pr-9 pl-8 font-mono"
          value={draft.text}
          onChange={(event) => type(event.target.value, event.target.selectionStart ?? event.target.value.length)}
          onKeyDown={onKey}
          onBlur={() => setSuggestions([])}
        />
        <QueryHelp />
      </div>
      {error === undefined ? null : (
        <p id={ids.error} aria-live="polite" className="mt-1 text-xs font-medium text-danger">
          {error} <span className="font-normal text-muted">Showing the last search that could be read.</span>
        </p>
      )}
      <ul
        id={ids.list}
        // The suggestions belong to the text box above, whose caret a native list would take away.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role, jsx-a11y/prefer-tag-over-role
        role="listbox"
        aria-label="Suggestions"
        hidden={suggestions.length === 0}
        className="absolute inset-x-0 top-full z-30 mt-1 max-h-72 overflow-y-auto rounded-lg border border-line bg-raised p-1 text-sm shadow-pop"
      >
        {suggestions.map((suggestion, index) => (
          <li
            key={suggestion.label}
            id={`${ids.list}-${index}`}
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role, jsx-a11y/prefer-tag-over-role
            role="option"
            aria-selected={index === active}
            className={cn('flex cursor-pointer gap-3 rounded-md px-2 py-1', index === active && 'bg-hover')}
            onPointerEnter={() => setActive(index)}
            // Before the blur of the box, which closes the list.
            onPointerDown={(event) => {
              event.preventDefault();
              take(suggestion);
            }}
          >
            <span className="font-mono">{suggestion.label}</span>
            <span className="text-muted">{suggestion.hint}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['state:running,paused', 'either of the two'],
  ['-vo:atlas', 'not of atlas'],
  ['host:dempsey-*', '* stands for any text'],
  ['mem>=2GiB vcpus<4 cpu>80%', 'all of them'],
  ['is:simulated', 'also real, stale, missing, split-brain, moving, busy'],
  ['name:"my domain"', 'quotes hold spaces'],
  ['wn-', 'part of a name, id, host, VO or tag'],
];

function QueryHelp() {
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <IconButton size="sm" label="How to search" className="absolute top-1/2 right-1 -translate-y-1/2">
            <CircleHelp aria-hidden />
          </IconButton>
        }
      />
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={6} className="z-50">
          <Popover.Popup className="max-w-[calc(100vw-32px)] rounded-lg border border-line bg-raised p-3 text-sm shadow-pop outline-none">
            <Popover.Title className="mb-2 font-medium">Search domains</Popover.Title>
            <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
              {EXAMPLES.map(([query, meaning]) => (
                <div key={query} className="contents">
                  <dt className="font-mono text-xs leading-5">{query}</dt>
                  <dd className="text-muted">{meaning}</dd>
                </div>
              ))}
            </dl>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
