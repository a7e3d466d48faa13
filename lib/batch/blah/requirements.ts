/**
 * What a Computing Element asks of the machine a job runs on (`CERequirements`). The grid's own way takes the equalities out of it and
 * makes shell variables of them for a site's script; here they become values, and what is no equality is told, never dropped.
 */
export interface Requirements {
  readonly equal: ReadonlyMap<string, string | number | boolean>;
  /** Parts that ask for something else, as they were written. */
  readonly notUnderstood: readonly string[];
}

const PART = /^([A-Za-z_][\w.]*)\s*==\s*(?:"((?:[^"\\]|\\.)*)"|([+-]?\d+(?:\.\d+)?)|(true|false))$/i;

/** @example readRequirements('NumJobs == 100 && GridImage == "slc4"').equal // Map { 'numjobs' => 100, 'gridimage' => 'slc4' } */
export function readRequirements(text: string): Requirements {
  const equal = new Map<string, string | number | boolean>();
  const notUnderstood: string[] = [];
  for (const part of conjuncts(text)) {
    const [, name = '', quoted, number, truth] = PART.exec(part) ?? [];
    if (name === '' || equal.has(name.toLowerCase())) notUnderstood.push(part);
    else if (quoted !== undefined) equal.set(name.toLowerCase(), quoted.replaceAll(/\\(.)/g, '$1'));
    else if (number !== undefined) equal.set(name.toLowerCase(), Number(number));
    else equal.set(name.toLowerCase(), truth?.toLowerCase() === 'true');
  }
  return { equal, notUnderstood };
}

/** Parts between `&&` that stand outside of quotes and brackets; brackets around a whole part are taken off. */
function conjuncts(text: string): string[] {
  const parts: string[] = [];
  let [part, depth, quoted] = ['', 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (quoted && sign === '\\') {
      part += sign + text.charAt(at + 1);
      at += 1;
      continue;
    }
    if (sign === '"') quoted = !quoted;
    if (!quoted && sign === '(') depth += 1;
    if (!quoted && sign === ')') depth -= 1;
    if (!quoted && depth === 0 && text.startsWith('&&', at)) {
      parts.push(part);
      part = '';
      at += 1;
    } else part += sign;
  }
  return [...parts, part].flatMap((each) => {
    const trimmed = each.trim();
    const inner = /^\(([^()]*)\)$/.exec(trimmed)?.[1];
    if (inner !== undefined) return conjuncts(inner);
    return trimmed === '' ? [] : [trimmed];
  });
}
