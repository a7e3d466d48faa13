/** A definition that somebody wrote, with the place of each mistake: the line of the text, and the field. Pure. */
import { placesOf } from '@/lib/domain/benchmark';
import { checkYaml, type TextProblem } from '@/lib/utils/check-yaml';
import { BenchmarkDefinition } from './definition';

/** A longer text is no definition; the longest shipped one has 1,400 characters. */
export const DEFINITION_CHARACTERS_MAX = 64 * 1024;

export type DefinitionProblem = TextProblem;
export type CheckedDefinition =
  | { readonly definition: BenchmarkDefinition }
  | { readonly problems: readonly DefinitionProblem[] };

/** @param use `domains`: it comes from somebody here, and programs of such run in domains, not on the hosts themselves */
export function checkDefinition(text: string, use: 'anywhere' | 'domains' = 'anywhere'): CheckedDefinition {
  const checked = checkYaml(text, {
    schema: BenchmarkDefinition,
    noun: 'a definition',
    charactersMax: DEFINITION_CHARACTERS_MAX,
    also: ({ places }) =>
      use === 'domains' && placesOf({ places, shipped: false }).length === 0
        ? [
            {
              path: ['places'],
              message: 'has no domain: what is written here runs in domains, and never on a host itself',
            },
          ]
        : [],
  });
  return 'value' in checked ? { definition: checked.value } : checked;
}

/** @throws Error with one line a problem. @example 'line 13, metrics.0.unit: …' */
export function parseDefinition(text: string): BenchmarkDefinition {
  const checked = checkDefinition(text);
  if ('definition' in checked) return checked.definition;
  throw new Error(checked.problems.map(definitionProblemWords).join('\n'));
}

const definitionProblemWords = ({ line, field, message }: DefinitionProblem): string =>
  `line ${line}${field === '' ? '' : `, ${field}`}: ${message}`;
