import { describe, expect, it } from 'vitest';
import { ConsoleText } from './console-text';

/** Shown in the end, whatever the pieces were. */
function shown(pieces: readonly string[]): string {
  const text = new ConsoleText();
  return pieces.map((piece) => text.take(piece)).join('') + text.release();
}

describe('ConsoleText', () => {
  it('takes heartbeats out, also from the midst of a line', () => {
    expect(shown(['/ # hb 7 1200\r\n', 'lshb 8 1250\r\n\r\n', 'bin  dev\r\nhb 9 1300\n'])).toBe(
      '/ # ls\r\nbin  dev\r\n',
    );
  });

  it('takes them out however they are cut to pieces', () => {
    const whole = 'onehb 123 456789\r\ntwo\r\nhb 124 456839\r\nthree';
    for (let size = 1; size <= whole.length; size += 1) {
      const pieces = whole.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      expect(shown(pieces)).toBe('onetwo\r\nthree');
    }
  });

  it('holds back what may become one, and gives it back when it does not', () => {
    const text = new ConsoleText();
    expect(text.take('echo h')).toBe('echo ');
    expect(text.take('b 1')).toBe('');
    expect(text.take('2 and more')).toBe('hb 12 and more');
    expect(text.take('h')).toBe('');
    expect(text.release()).toBe('h');
    expect(text.release()).toBe('');
  });

  it('shows what was typed just before a heartbeat together with it', () => {
    const text = new ConsoleText();
    expect(text.take('h')).toBe('');
    expect(text.take('hb 12 345\r\n')).toBe('h');
    expect(text.take('hhb 13 395\r\nh')).toBe('h');
    expect(text.expectsRest).toBe(false);
    expect(text.take('b 14 4')).toBe('');
    expect(text.expectsRest).toBe(true);
  });

  it('leaves other text alone', () => {
    const text = 'hb\r\nhb one two\r\nthb 1\r\nhub 1 2\r\nhb 1  2\r\n';
    expect(shown([text])).toBe(text);
  });
});
