/**
 * Cells that a spreadsheet would run. Who opens an export must not run what a stranger called a host: such cells get an
 * apostrophe in front, as OWASP advises (https://owasp.org/www-community/attacks/CSV_Injection), and an import takes it away
 * again, so that nothing changes on the way there and back. Pure.
 */
const RUNS = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** @example guardCell('=1+1') // "'=1+1"   guardCell('-3.5') // '-3.5', which is a number and runs nothing */
export const guardCell = (text: string): string => (RUNS.test(text) && !NUMBER.test(text) ? `'${text}` : text);

/** What `guardCell` made it of. */
export const unguardCell = (text: string): string => (GUARDED.test(text) ? text.slice(1) : text);
