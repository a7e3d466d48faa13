/**
 * `site-info.def` and the files of `vo.d`: assignments in the words of bash. They are read and never run: whatever would run something
 * is refused by its line, and only variables of the files themselves are put in for `$NAME`.
 */
import { type FilePlace, type ImportFinding, type ImportProblem, oneLine } from '../site-import';

export interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly at: FilePlace;
}

export interface ReadAssignments {
  /** In their order; of a name that is set twice the later one counts. */
  readonly assignments: readonly Assignment[];
  readonly problems: readonly ImportProblem[];
  readonly findings: readonly ImportFinding[];
}

/** Variables can hold each other twice over, line after line. The longest real ones are lists of hosts. */
const LONGEST_VALUE = 16 * 1024;
const MOST_MADE = 1024 * 1024;
/** Of each kind are kept; a file of another kind would be told line by line. */
const MOST_TOLD = 1_000;

/** @param known variables that are set already; those of this file are added */
export function readAssignments(file: string, text: string, known: Map<string, string>): ReadAssignments {
  return new Reader(file, text, known).read();
}

/** It stops the line that it is in, and no more. */
class Refused extends Error {
  readonly at: FilePlace;
  constructor(message: string, at: FilePlace) {
    super(message);
    this.name = 'Refused';
    this.at = at;
  }
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
/** What ends a word where it stands outside of quotation marks. */
const ENDS = /[\s;]/;
/** Signs that mean something else to a shell than themselves. */
const MEANS_MORE = /[&|<>()]/;

class Reader {
  readonly #file: string;
  readonly #text: string;
  readonly #known: Map<string, string>;
  readonly #assignments: Assignment[] = [];
  readonly #problems: ImportProblem[] = [];
  readonly #findings: ImportFinding[] = [];
  #offset = 0;
  #line = 1;
  #lineStart = 0;
  #made = 0;

  constructor(file: string, text: string, known: Map<string, string>) {
    this.#file = file;
    this.#text = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
    this.#known = known;
  }

  read(): ReadAssignments {
    while (this.#offset < this.#text.length && this.#problems.length < MOST_TOLD) {
      try {
        this.#statement();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        this.#problems.push({ ...error.at, message: error.message });
        this.#skipLine();
      }
    }
    return { assignments: this.#assignments, problems: this.#problems, findings: this.#findings };
  }

  #statement(): void {
    this.#skipBlanks();
    if (this.#offset >= this.#text.length) return;
    if (this.#peek() === '#') return this.#skipLine();
    const at = this.#here();
    let name = this.#word(NAME);
    if (name === 'export' && /[ \t]/.test(this.#peek())) {
      while (/[ \t]/.test(this.#peek())) this.#pass();
      name = this.#word(NAME);
    }
    const appends = name !== undefined && this.#text.startsWith('+=', this.#offset);
    if (appends) this.#pass();
    if (name === undefined || this.#peek() !== '=')
      throw new Refused(
        `this is no assignment (NAME=value, without blanks around =); the file is read and never run: ${oneLine(this.#restOfLine(at))}`,
        at,
      );
    this.#pass();
    const value = `${appends ? (this.#known.get(name) ?? '') : ''}${this.#value(name)}`;
    this.#count(value, at);
    this.#afterValue(name);
    this.#known.set(name, value);
    this.#assignments.push({ name, value, at });
  }

  #value(name: string): string {
    if (this.#peek() === '(')
      throw new Refused(`${name} would be a list of the shell, which YAIM has none of`, this.#here());
    const parts: string[] = [];
    for (;;) {
      const next = this.#peek();
      if (next === '' || ENDS.test(next)) return parts.join('');
      if (next === "'") parts.push(this.#single());
      else if (next === '"') parts.push(this.#double());
      else if (next === '\\') parts.push(this.#escaped());
      else if (next === '$' || next === '`') parts.push(this.#expansion());
      else if (MEANS_MORE.test(next))
        throw new Refused(`${next} would run something; put the value into quotation marks`, this.#here());
      else parts.push(this.#pass());
    }
  }

  /** Behind a value is the end of the line, or of the statement. */
  #afterValue(name: string): void {
    while (/[ \t]/.test(this.#peek())) this.#pass();
    const next = this.#peek();
    if (next === '' || next === '\n' || next === ';' || next === '#') {
      if (next === ';') this.#pass();
      return;
    }
    throw new Refused(`${name}=… and then a command: put the whole value into quotation marks`, this.#here());
  }

  #single(): string {
    const at = this.#here();
    const end = this.#text.indexOf("'", this.#offset + 1);
    if (end === -1) throw this.#open("'", at);
    const value = this.#text.slice(this.#offset + 1, end);
    while (this.#offset <= end) this.#pass();
    return value;
  }

  #double(): string {
    const at = this.#here();
    this.#pass();
    const parts: string[] = [];
    for (;;) {
      const next = this.#peek();
      if (next === '') throw this.#open('"', at);
      if (next === '"') {
        this.#pass();
        return parts.join('');
      }
      if (next === '$' || next === '`') parts.push(this.#expansion());
      else if (next !== '\\') parts.push(this.#pass());
      else if (/[$`"\\\n]/.test(this.#text[this.#offset + 1] ?? '')) parts.push(this.#escaped());
      else parts.push(this.#pass());
    }
  }

  /** A mark that nothing closes takes the rest of the file with it: nothing behind it could be trusted. */
  #open(mark: string, at: FilePlace): Refused {
    this.#offset = this.#text.length;
    return new Refused(`${mark} begins a text that does not end`, at);
  }

  #escaped(): string {
    this.#pass();
    const next = this.#pass();
    // A line that goes on.
    return next === '\n' ? '' : next;
  }

  #expansion(): string {
    const at = this.#here();
    const sign = this.#pass();
    const next = this.#peek();
    if (sign === '`' || next === '(') throw new Refused('a command would be run here; write what it prints', at);
    const braced = next === '{';
    if (braced) this.#pass();
    const name = this.#word(NAME);
    if (name === undefined) {
      if (braced) throw new Refused('only ${NAME} is put in', at);
      return sign;
    }
    if (braced && this.#pass() !== '}')
      throw new Refused(`\${${name}…} does more than put a variable in, which only a shell does`, at);
    const value = this.#known.get(name);
    if (value === undefined && this.#findings.length < MOST_TOLD)
      this.#findings.push({
        ...at,
        kind: 'not-understood',
        construct: `$${name}`,
        message: `${name} is not set in these files; nothing is put in for it`,
      });
    this.#count(value ?? '', at);
    return value ?? '';
  }

  #count(value: string, at: FilePlace): void {
    this.#made += value.length;
    // Each line from here on would be refused for the lines before it.
    if (this.#made > MOST_MADE) this.#offset = this.#text.length;
    if (value.length > LONGEST_VALUE || this.#made > MOST_MADE)
      throw new Refused(
        `values come to more than ${LONGEST_VALUE.toLocaleString('en-GB')} characters, or all to a million`,
        at,
      );
  }

  #peek(): string {
    return this.#text[this.#offset] ?? '';
  }

  #pass(): string {
    const passed = this.#peek();
    this.#offset += 1;
    if (passed === '\n') {
      this.#line += 1;
      this.#lineStart = this.#offset;
    }
    return passed;
  }

  #word(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.#text)?.[0];
    this.#offset += found?.length ?? 0;
    return found;
  }

  #skipBlanks(): void {
    while (/[\s;]/.test(this.#peek())) this.#pass();
  }

  #skipLine(): void {
    while (this.#offset < this.#text.length && this.#pass() !== '\n') continue;
  }

  #restOfLine({ column }: FilePlace): string {
    const from = this.#lineStart + column - 1;
    const end = this.#text.indexOf('\n', from);
    return this.#text.slice(from, end === -1 ? undefined : end);
  }

  #here(): FilePlace {
    return { file: this.#file, line: this.#line, column: this.#offset - this.#lineStart + 1 };
  }
}
