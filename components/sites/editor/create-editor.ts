/** The editor of site files, outside of React: CodeMirror with the checker and the completion of the format. Loaded when it is shown. */
import {
  autocompletion,
  type CompletionContext,
  completionKeymap,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, forceLinting, lintGutter, lintKeymap, linter } from '@codemirror/lint';
import { EditorState, type Text } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { checkSite, type SiteCheck } from '@/lib/site/check-site';
import { completeSite } from '@/lib/site/complete';
import { problemWords, type SiteProblem } from '@/lib/site/problem';

/** Long enough for the pause between two keys; a file is checked in some milliseconds. */
const CHECK_DELAY_MS = 250;

export interface SiteEditor {
  /** Puts the cursor there and shows it. */
  goTo(line: number, column: number): void;
  destroy(): void;
}

export function createEditor(options: {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly label: string;
  /** Id of the element that says how it is used. */
  readonly describedBy: string;
  readonly readOnly: boolean;
  readonly onChange: (text: string) => void;
  /** Told of each text when it has been checked. */
  readonly onChecked: (text: string, check: SiteCheck) => void;
}): SiteEditor {
  const { parent, label, describedBy, readOnly, onChange, onChecked } = options;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        history(),
        indentOnInput(),
        indentUnit.of('  '),
        bracketMatching(),
        highlightActiveLine(),
        yaml(),
        syntaxHighlighting(HIGHLIGHT),
        LOOKS,
        autocompletion({ override: [complete], icons: false }),
        linter((current) => lint(current.state.doc, onChecked), { delay: CHECK_DELAY_MS }),
        lintGutter(),
        // Tab indents; after Escape the editor leaves the next Tab to the page, so that nobody is held in it.
        keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({
          'aria-label': label,
          // What can be edited can be focused; not everything that checks pages knows it.
          tabindex: '0',
          'aria-describedby': describedBy,
          ...(readOnly ? { 'aria-readonly': 'true' } : {}),
          spellcheck: 'false',
          autocapitalize: 'off',
          autocorrect: 'off',
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  forceLinting(view);
  return {
    goTo: (line, column) => {
      const at = offsetOf(view.state.doc, line, column);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

function lint(doc: Text, onChecked: (text: string, check: SiteCheck) => void): readonly Diagnostic[] {
  const text = doc.toString();
  const check = checkSite(text);
  onChecked(text, check);
  return 'site' in check
    ? check.warnings.map((warning) => diagnosticOf(doc, warning, 'warning'))
    : check.problems.map((problem) => diagnosticOf(doc, problem, 'error'));
}

function diagnosticOf(doc: Text, problem: SiteProblem, severity: Diagnostic['severity']): Diagnostic {
  const from = offsetOf(doc, problem.line, problem.column);
  const to = Math.max(from, offsetOf(doc, problem.endLine, problem.endColumn));
  return { from, to, severity, message: problemWords(problem) };
}

/** Within the text, whatever a check of an earlier one said. */
function offsetOf(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(from + column - 1, to);
}

function complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const found = completeSite(state.doc.toString(), pos);
  // While nobody asks, only what was begun is completed.
  if (found === undefined || (!explicit && found.from === pos)) return null;
  return {
    from: found.from,
    options: found.suggestions.map(({ label, insert, detail }) => ({
      label,
      apply: insert,
      ...(detail === undefined ? {} : { detail }),
    })),
    validFor: /^[\w-]*$/,
  };
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: 'var(--accent)' },
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--state-running)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.labelName], color: 'var(--state-moving)' },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--muted)' },
]);

/** By the tokens of the page, so that both themes are one. */
const LOOKS = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--surface)', fontSize: '12px', height: '100%' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-geist-mono), ui-monospace, monospace', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '6px 0' },
  // The ring is around the whole editor.
  '.cm-content:focus-visible': { outline: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--faint)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in oklab, var(--accent) 6%, transparent)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '5px',
    boxShadow: 'var(--shadow-pop)',
    maxWidth: 'min(90vw, 560px)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-diagnostic': { fontFamily: 'var(--font-geist-sans), sans-serif', fontSize: '13px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--danger)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--state-paused)' },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--state-paused)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--danger)',
    textUnderlineOffset: '3px',
  },
  '.cm-matchingBracket': { backgroundColor: 'color-mix(in oklab, var(--accent) 22%, transparent)' },
});
