import { expect, test } from 'vitest';
import { firstFiles, lineRange, nameFor, nextFile, textOf, withFile } from './import-files';

test('a file of a VO gets its folder back, the others keep their names', () => {
  expect(nameFor('yaim', 'atlas')).toBe('vo.d/atlas');
  expect(nameFor('yaim', 'vo.d/atlas')).toBe('vo.d/atlas');
  expect(nameFor('yaim', 'users.conf')).toBe('users.conf');
  expect(nameFor('yaim', 'my-site.def')).toBe('my-site.def');
  expect(nameFor('smartfrog', 'box.sf')).toBe('box.sf');
});

test('a chosen file takes the place of the one it is, or of the empty first one', () => {
  const begun = firstFiles('yaim');
  const main = withFile('yaim', begun, { name: 'cern.def', text: 'A=1' });
  expect(main.map(({ name, text }) => [name, text])).toEqual([['cern.def', 'A=1']]);
  const more = withFile('yaim', main, { name: 'atlas', text: 'x' });
  expect(withFile('yaim', more, { name: 'atlas', text: 'y' }).map(({ name, text }) => [name, text])).toEqual([
    ['cern.def', 'A=1'],
    ['vo.d/atlas', 'y'],
  ]);
  expect(withFile('smartfrog', firstFiles('smartfrog'), { name: 'a.sf', text: 'b' })).toMatchObject([
    { name: 'a.sf', text: 'b' },
  ]);
});

test('one more file is the next of YAIM’s own, then one of a VO', () => {
  let files = firstFiles('yaim');
  for (let more = 0; more < 5; more += 1) files = [...files, nextFile(files)];
  expect(files.map(({ name }) => name)).toEqual([
    'site-info.def',
    'groups.conf',
    'users.conf',
    'wn-list.conf',
    'vo.d/vo1',
    'vo.d/vo2',
  ]);
});

test('a line is found in its text, and one behind the end is the end', () => {
  expect(lineRange('ab\ncde\nf', 2)).toEqual([3, 6]);
  expect(lineRange('ab\ncde\nf', 9)).toEqual([8, 8]);
});

test('what is no text is said by a sentence', async () => {
  expect(await textOf(new File(['a b'], 'x.sf'))).toEqual({ name: 'x.sf', text: 'a b' });
  expect(await textOf(new File([new Uint8Array([0xff, 0xfe])], 'x.sf'))).toBe('x.sf is not UTF-8 text.');
  expect(await textOf(new File(['\0'], 'x.sf'))).toContain('NUL');
});
