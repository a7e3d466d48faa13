/** What the operators of the language make of values that are there. */
import type { FilePlace } from '../site-import';
import { SmartfrogError } from './smartfrog-error';
import type { Operator } from './syntax';

export type Plain = string | number | boolean | null;

/** @throws SmartfrogError for operands that it does not take */
export function apply(operator: Operator, operands: readonly Plain[], at: FilePlace): Plain {
  const wrong = (what: string): SmartfrogError => new SmartfrogError(`${operator} takes ${what}`, at);
  const numbers = (): readonly number[] => {
    const all = operands.filter((each): each is number => typeof each === 'number');
    if (all.length < operands.length) throw wrong('numbers alone');
    return all;
  };
  const truths = (): readonly boolean[] => {
    const all = operands.filter((each): each is boolean => typeof each === 'boolean');
    if (all.length < operands.length) throw wrong('what is true or false alone');
    return all;
  };
  const two = (): readonly [number, number] => {
    const [left = Number.NaN, right = Number.NaN] = numbers();
    return [left, right];
  };
  const finite = (value: number): number => {
    if (!Number.isFinite(value)) throw new SmartfrogError(`${operator} makes no number of these`, at);
    return value;
  };
  switch (operator) {
    case '++':
      if (operands.includes(null)) throw wrong('nothing that is NULL');
      return operands.join('');
    case '+':
      return finite(numbers().reduce((sum, each) => sum + each, 0));
    case '*':
      return finite(numbers().reduce((product, each) => product * each, 1));
    case '-':
      return finite(two()[0] - two()[1]);
    case '/':
      return finite(two()[0] / two()[1]);
    case '==':
      return operands[0] === operands[1];
    case '!=':
      return operands[0] !== operands[1];
    case '>=':
      return two()[0] >= two()[1];
    case '<=':
      return two()[0] <= two()[1];
    case '>':
      return two()[0] > two()[1];
    case '<':
      return two()[0] < two()[1];
    case '&&':
      return truths().every(Boolean);
    case '||':
      return truths().some(Boolean);
    case '!':
      return truths()[0] !== true;
    case '<>':
      throw wrong('lists alone');
  }
}
