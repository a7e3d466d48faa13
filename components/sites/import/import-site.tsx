'use client';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence, ForbiddenState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { importSite } from '@/lib/client/mutations/site-imports';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { SITE_IMPORT_KIND_WORDS, SITE_IMPORT_KINDS, type SiteImportKind } from '@/lib/domain/site-import';
import { FileFields } from './file-fields';
import type { Place } from './finding-table';
import { firstFiles, lineRange, type SiteFileInput } from './import-files';
import { ImportResult } from './import-result';

const HINTS: Record<SiteImportKind, string> = {
  smartfrog:
    'One description, in the language of SmartFrog with the components of SmartDomains. Nothing that it includes is read.',
  yaim: 'site-info.def, and where they are there groups.conf, users.conf, wn-list.conf and the files of vo.d. They are read, never run.',
};
const KINDS = SITE_IMPORT_KINDS.map((value) => ({ value, label: SITE_IMPORT_KIND_WORDS[value] }));

/** From files of another tool to a site file beside them; nothing is kept. */
export function ImportSite() {
  const [kind, setKind] = useState<SiteImportKind>('smartfrog');
  const [files, setFiles] = useState(() => firstFiles('smartfrog'));
  const [problem, setProblem] = useState<string>();
  /** What the result beside was made of. */
  const [read, setRead] = useState<readonly SiteFileInput[]>();
  const areas = useRef(new Map<string, HTMLTextAreaElement>());
  const imported = useMutation(importSite());
  const refused = useScopeRefusal('sites:write');
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  const goTo = ({ file, line }: Place): void => {
    const found = files.find(({ name }) => name === file) ?? files[0];
    const area = found === undefined ? undefined : areas.current.get(found.key);
    if (found === undefined || area === undefined) return;
    area.focus();
    area.setSelectionRange(...lineRange(found.text, line));
    // No browser scrolls to a selection that a script makes.
    const lineHeight = area.scrollHeight / found.text.split('\n').length;
    area.scrollTop = (line - 1) * lineHeight - area.clientHeight / 2;
  };
  return (
    <>
      <PageHeader title="Import a site" />
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <form
          noValidate
          className="grid min-w-0 gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            setProblem(undefined);
            setRead(files);
            imported.mutate({ kind, files: files.map(({ name, text }) => ({ name, text })) });
          }}
        >
          <Field label="Files of" hint={HINTS[kind]}>
            {(control) => (
              <Select
                {...control}
                options={KINDS}
                value={kind}
                onValueChange={(next) => {
                  setKind(next);
                  setFiles(firstFiles(next));
                  setRead(undefined);
                  setProblem(undefined);
                  imported.reset();
                }}
              />
            )}
          </Field>
          <FileFields kind={kind} files={files} areas={areas} onChange={setFiles} onProblem={setProblem} />
          <SubmitError sentence={problem ?? (imported.error === null ? undefined : errorSentence(imported.error))} />
          <div>
            <Button
              type="submit"
              variant="primary"
              pending={imported.isPending}
              disabledReason={
                files.some(({ text }) => text.trim() !== '') ? undefined : 'Choose a file, or paste its text.'
              }
            >
              Read as site file
            </Button>
          </div>
        </form>
        {imported.data === undefined ? (
          <p className="max-w-prose text-sm text-muted">
            The site file appears here, with everything of the files that has no place in it, by line. Nothing is saved.
          </p>
        ) : (
          <ImportResult imported={imported.data} stale={read !== files} onGoTo={goTo} />
        )}
      </div>
    </>
  );
}
