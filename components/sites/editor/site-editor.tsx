'use client';
import { useEffect, useId, useRef, useState } from 'react';
import { Banner } from '@/components/ui/banner';
import { problemWords, type SiteProblem } from '@/lib/site/problem';
import type { SiteCheck } from '@/lib/site/check-site';
import type { SiteEditor as Editor } from './create-editor';

/** A text, and what the checker says of it; undefined while it has not been read. */
export interface EditedSite {
  readonly text: string;
  readonly check: SiteCheck | undefined;
}

/** Writes a site file: checked while it is typed, each mistake told at its place and listed below. */
export function SiteEditor({
  initial,
  readOnly,
  onEdited,
}: {
  readonly initial: string;
  readonly readOnly: boolean;
  readonly onEdited: (edited: EditedSite) => void;
}) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(undefined);
  const [edited, setEdited] = useState<EditedSite>({ text: initial, check: undefined });
  const [failed, setFailed] = useState(false);
  const tell = useRef(onEdited);
  useEffect(() => {
    tell.current = onEdited;
  });
  // Outside of React: the editor lives in an element of its own.
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let gone = false;
    const change = (next: EditedSite): void => {
      setEdited(next);
      tell.current(next);
    };
    const start = async (): Promise<void> => {
      const { createEditor } = await import('./create-editor');
      if (gone) return;
      editor.current = createEditor({
        parent: element,
        text: initial,
        label: 'Site file',
        describedBy: `${id}-hint`,
        readOnly,
        onChange: (text) => change({ text, check: undefined }),
        onChecked: (text, check) => change({ text, check }),
      });
    };
    start().catch(() => setFailed(true));
    return () => {
      gone = true;
      editor.current?.destroy();
      editor.current = undefined;
    };
  }, [id, initial, readOnly]);
  const problems = edited.check !== undefined && 'problems' in edited.check ? edited.check.problems : [];
  const goTo = ({ line, column }: SiteProblem): void => editor.current?.goTo(line, column);
  return (
    <div className="grid gap-2">
      {failed ? <Banner kind="trouble">The editor could not be loaded; reload the page.</Banner> : null}
      <div ref={place} className="h-[60vh] min-h-80 overflow-hidden rounded-md border border-edge" />
      <p id={`${id}-hint`} className="text-xs text-muted">
        {readOnly
          ? 'It can be read and copied.'
          : 'Tab indents; Escape, then Tab leaves the text. Ctrl+Space offers what can stand at the cursor, F8 goes to the next mistake.'}
      </p>
      <div aria-live="polite" aria-busy={edited.check === undefined}>
        {problems.length > 0 ? (
          <Problems problems={problems} onGoTo={goTo} />
        ) : edited.check !== undefined && 'site' in edited.check ? (
          <div className="grid gap-2">
            <Understood check={edited.check} />
            <Warnings warnings={edited.check.warnings} onGoTo={goTo} />
          </div>
        ) : null}
      </div>
    </div>
  );
}

function Problems({
  problems,
  onGoTo,
}: {
  readonly problems: readonly SiteProblem[];
  readonly onGoTo: (problem: SiteProblem) => void;
}) {
  return (
    <Banner kind="trouble">
      <p className="mb-1">{problems.length === 1 ? 'One problem' : `${problems.length} problems`}</p>
      <Places label="Problems" problems={problems} onGoTo={onGoTo} />
    </Banner>
  );
}

/** Nothing is wrong with them: the file can be saved as it is. */
function Warnings({
  warnings,
  onGoTo,
}: {
  readonly warnings: readonly SiteProblem[];
  readonly onGoTo: (problem: SiteProblem) => void;
}) {
  if (warnings.length === 0) return null;
  return (
    <Banner kind="warning">
      <p className="mb-1">
        {warnings.length === 1 ? 'One thing' : `${warnings.length} things`} to know of what is written
      </p>
      <Places label="Warnings" problems={warnings} onGoTo={onGoTo} />
    </Banner>
  );
}

function Places({
  label,
  problems,
  onGoTo,
}: {
  readonly label: string;
  readonly problems: readonly SiteProblem[];
  readonly onGoTo: (problem: SiteProblem) => void;
}) {
  return (
    <ul aria-label={label} className="grid max-h-60 gap-1 overflow-y-auto">
      {problems.map((problem) => (
        <li key={`${problem.line} ${problem.column} ${problem.field} ${problem.message}`}>
          <button
            type="button"
            className="rounded-sm font-medium text-accent underline underline-offset-2"
            onClick={() => onGoTo(problem)}
          >
            Line {problem.line}
          </button>{' '}
          {problemWords(problem)}
        </li>
      ))}
    </ul>
  );
}

function Understood({ check: { site } }: { readonly check: Extract<SiteCheck, { readonly site: unknown }> }) {
  const count = site.domains.length;
  const serves = site.vos.length === 0 ? 'no VO' : site.vos.join(', ');
  return (
    <Banner kind="good">
      <strong className="font-medium">{site.name}</strong> asks for {count === 1 ? 'one domain' : `${count} domains`} (
      {site.domains.map(({ instance }) => instance).join(', ')}) and serves {serves}.
      {site.notes.map((note) => (
        <p key={note} className="mt-1 text-muted">
          {note}
        </p>
      ))}
    </Banner>
  );
}
