'use client';
import { useMutation } from '@tanstack/react-query';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { toast } from '@/components/ui/toast';
import { removeBenchmarkNote } from '@/lib/client/mutations/benchmark-notes';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { BenchmarkNote } from '@/lib/contracts/benchmark-analysis';
import { AddNoteDialog } from './add-note-dialog';

/** Dates that somebody has noted: shown as marks in the chart, and here in words. */
export function TrendNotes({
  notes,
  host,
}: {
  readonly notes: readonly BenchmarkNote[];
  /** The one that is looked at. */
  readonly host: { readonly id: string; readonly name: string } | undefined;
}) {
  const [adding, setAdding] = useState(false);
  const runRefusal = useScopeRefusal('benchmarks:run');
  const reviewRefusal = useScopeRefusal('benchmarks:review');
  // Either scope is enough.
  const refused = runRefusal === undefined || reviewRefusal === undefined ? undefined : runRefusal;
  const remove = useMutation(removeBenchmarkNote());
  return (
    <section aria-label="Notes">
      <div className="mb-2 flex items-center gap-3">
        <h2 className="text-base font-semibold">Notes</h2>
        <Button size="sm" disabledReason={refused} onClick={() => setAdding(true)}>
          <Pencil aria-hidden />
          Note a date
        </Button>
      </div>
      {notes.length === 0 ? (
        <p className="text-sm text-muted">
          A note tells what no reading does, e.g. that a fan was replaced. It stands at its date in the chart.
        </p>
      ) : (
        <ul className="grid max-w-4xl gap-1 text-sm">
          {notes.map((note) => (
            <li key={note.id} className="flex items-start gap-3 border-t border-line py-1.5">
              <span className="min-w-0 grow">
                <span className="font-medium">
                  {new Date(note.at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}
                </span>{' '}
                {note.text}
                <span className="block text-xs text-muted">
                  {note.hostName ?? 'whole testbed'}, by {note.authorName}
                </span>
              </span>
              <IconButton
                size="sm"
                label={`Take away the note “${note.text}”`}
                disabledReason={refused}
                onClick={() =>
                  remove.mutate(note.id, {
                    onError: (error) =>
                      toast.failed('The note could not be taken away', { detail: errorSentence(error) }),
                  })
                }
              >
                <Trash2 aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {adding ? <AddNoteDialog host={host} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}
