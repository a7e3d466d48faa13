/** References within texts of a site file: `${vos.atlas.queue}`, `${lazy:nodes.wn*.address}`, `${secret:name}`. Pure. */

/**
 * `value`: bound when the file is read. `phase2`: the same, of a figure that may change while the site runs. `lazy`: bound while the
 * site starts. The others are read where the site is made, and never shown.
 */
export const REFERENCE_KINDS = ['value', 'phase2', 'lazy', 'secret', 'file', 'template'] as const;
export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

export type TextPart =
  | { readonly text: string }
  | { readonly kind: ReferenceKind; readonly target: string; readonly written: string };

/** @returns a sentence where it is none that could be read */
export function parseText(text: string): { readonly parts: readonly TextPart[] } | { readonly mistake: string } {
  const parts: TextPart[] = [];
  let at = 0;
  for (let open = text.indexOf('${'); open >= 0; open = text.indexOf('${', at)) {
    if (open > at) parts.push({ text: text.slice(at, open) });
    const close = text.indexOf('}', open);
    if (close < 0) return { mistake: 'a reference begins with ${ and has no } that ends it' };
    const written = text.slice(open, close + 1);
    const [, prefix, target = ''] = /^(?:([A-Za-z0-9]*):)?(.*)$/s.exec(written.slice(2, -1)) ?? [];
    const kind = prefix === undefined ? 'value' : REFERENCE_KINDS.find((each) => each === prefix && each !== 'value');
    if (kind === undefined)
      return { mistake: `${written}: no kind of reference is called ${prefix ?? ''}; there is ${PREFIXES}` };
    if (!FORMS[kind].test(target)) return { mistake: `${written}: write ${EXAMPLES[kind]}` };
    parts.push({ kind, target, written });
    at = close + 1;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return { parts };
}

const PREFIXES = REFERENCE_KINDS.filter((kind) => kind !== 'value')
  .map((kind) => `${kind}:`)
  .join(', ');
const STEPS = /^[A-Za-z0-9*-]{1,40}(\.[A-Za-z0-9*-]{1,40}){0,7}$/;
const FORMS: Record<ReferenceKind, RegExp> = {
  value: STEPS,
  phase2: STEPS,
  lazy: STEPS,
  secret: /^[a-z][a-z0-9-]{0,62}$/,
  file: /^(?!\/)(?!.*(^|\/)\.{1,2}(\/|$))[A-Za-z0-9._/-]{1,200}$/,
  template: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
};
const EXAMPLES: Record<ReferenceKind, string> = {
  value: 'names of the file with dots between them, such as ${vos.atlas.queue}',
  phase2: 'a figure of the pool, such as ${phase2:pool.min}',
  lazy: 'what a node has when it runs, such as ${lazy:nodes.wn*.address}',
  secret: 'the name of a secret, such as ${secret:munge-key}',
  file: 'a file below the folder of the site file, without . and .. on the way',
  template: 'the name of a template of files, such as ${template:arc.conf.hbs}',
};

/** Whether a text has no references at all. */
export const isPlain = (text: string): boolean => !text.includes('${');

/** @example matches('wn*', 'wn-2') // true */
export function matches(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return pattern === name;
  // By hand and not by a regular expression made of it: many stars in one would take it for ever.
  const pieces = pattern.split('*');
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= name.length - last.length;
}
