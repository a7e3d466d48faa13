'use client';
import { FileUp, Plus, Trash2 } from 'lucide-react';
import { type RefObject, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input, Textarea } from '@/components/ui/input';
import { SITE_IMPORT_FILES_MAX, type SiteImportKind } from '@/lib/domain/site-import';
import { nextFile, type SiteFileInput, textOf, withFile } from './import-files';

/** Text areas by the key of their file, so that a finding can lead to its line. */
export type Areas = RefObject<Map<string, HTMLTextAreaElement>>;

/** The files, each with its text to paste into; of YAIM with its name as well. */
export function FileFields({
  kind,
  files,
  areas,
  onChange,
  onProblem,
}: {
  readonly kind: SiteImportKind;
  readonly files: readonly SiteFileInput[];
  readonly areas: Areas;
  readonly onChange: (files: readonly SiteFileInput[]) => void;
  readonly onProblem: (sentence: string | undefined) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const several = kind === 'yaim';
  const change = (key: string, part: Partial<SiteFileInput>): void =>
    onChange(files.map((file) => (file.key === key ? { ...file, ...part } : file)));
  const choose = async (chosen: readonly File[]): Promise<void> => {
    let all = files;
    for (const file of chosen) {
      const read = await textOf(file);
      if (typeof read === 'string') return onProblem(read);
      all = withFile(kind, all, read);
    }
    onChange(all);
  };
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap gap-2">
        <input
          ref={input}
          type="file"
          aria-label={several ? 'Files to import' : 'File to import'}
          multiple={several}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const chosen = [...(event.target.files ?? [])];
            // The same file, corrected meanwhile, may be chosen again.
            event.target.value = '';
            onProblem(undefined);
            void choose(chosen);
          }}
        />
        <Button onClick={() => input.current?.click()}>
          <FileUp aria-hidden />
          {several ? 'Choose files' : 'Choose file'}
        </Button>
        {several ? (
          <Button
            disabledReason={
              files.length >= SITE_IMPORT_FILES_MAX ? `At most ${SITE_IMPORT_FILES_MAX} files.` : undefined
            }
            onClick={() => onChange([...files, nextFile(files)])}
          >
            <Plus aria-hidden />
            Add file
          </Button>
        ) : null}
      </div>
      {files.map((file) => (
        <div key={file.key} className="grid gap-2">
          {several ? (
            <div className="flex items-end gap-2">
              <Field label="Name of the file" className="grow">
                {(control) => (
                  <Input
                    {...control}
                    className="font-mono text-xs"
                    spellCheck={false}
                    value={file.name}
                    onChange={(event) => change(file.key, { name: event.target.value })}
                  />
                )}
              </Field>
              {files.length === 1 ? null : (
                <IconButton
                  label={`Remove ${file.name}`}
                  onClick={() => onChange(files.filter(({ key }) => key !== file.key))}
                >
                  <Trash2 aria-hidden />
                </IconButton>
              )}
            </div>
          ) : null}
          <Field label={several ? `Text of ${file.name}` : 'Description'}>
            {(control) => (
              <Textarea
                {...control}
                ref={(area) => {
                  if (area === null) areas.current.delete(file.key);
                  else areas.current.set(file.key, area);
                }}
                rows={several ? 8 : 22}
                wrap="off"
                spellCheck={false}
                autoCapitalize="off"
                className="resize-y overflow-x-auto font-mono text-xs leading-5"
                value={file.text}
                onChange={(event) => change(file.key, { text: event.target.value })}
              />
            )}
          </Field>
        </div>
      ))}
    </div>
  );
}
