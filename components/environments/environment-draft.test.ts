import { expect, test } from 'vitest';
import { environmentDraftOf, FIRST_ENVIRONMENT, readEnvironmentDraft } from './environment-draft';

test('what was read from a form and written into one again is the same', () => {
  for (const change of [
    { library: 'worker', libraryVersion: '3' },
    {
      imageFrom: 'path',
      path: '/srv/wn.qcow2',
      sha512: 'ab'.repeat(64),
      hosts: 'a, b',
      vos: 'atlas,cms',
      diskGiB: '4',
      mostDiskGiB: '8',
      hostClass: 'montecito',
      architecture: 'ia64',
    },
  ]) {
    const read = readEnvironmentDraft({ ...FIRST_ENVIRONMENT, ...change });
    if ('problems' in read) throw new Error([...read.problems].join('; '));
    expect(readEnvironmentDraft(environmentDraftOf(read.body))).toEqual(read);
  }
});

test('what is wrong is told at the field in which it was typed', () => {
  const read = readEnvironmentDraft({
    ...FIRST_ENVIRONMENT,
    guestModes: 'hvm, emulated',
    memoryMiB: 'much',
    mostVcpus: '0',
    vos: 'atlas, two words',
  });
  if (!('problems' in read)) throw new Error('it was read');
  expect([...read.problems.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual([
    'guestModes',
    'library',
    'memoryMiB',
    'mostVcpus',
    'vos',
  ]);
  const smaller = readEnvironmentDraft({ ...FIRST_ENVIRONMENT, library: 'worker', mostMemoryMiB: '64' });
  if (!('problems' in smaller)) throw new Error('it was read');
  expect(smaller.problems.get('mostMemoryMiB')).toMatch(/no less/);
});
