import { expect, test } from 'vitest';
import { environmentDraftOf, FIRST_ENVIRONMENT, placeOf, readEnvironmentDraft } from './environment-draft';

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
    'libraryVersion',
    'memoryMiB',
    'mostVcpus',
    'vos',
  ]);
  const smaller = readEnvironmentDraft({
    ...FIRST_ENVIRONMENT,
    library: 'worker',
    libraryVersion: '1',
    mostMemoryMiB: '64',
  });
  if (!('problems' in smaller)) throw new Error('it was read');
  expect(smaller.problems.get('mostMemoryMiB')).toMatch(/no less/);
});

test('a network that hosts have is named, and of another choice nothing is left of the name', () => {
  const named = {
    ...FIRST_ENVIRONMENT,
    library: 'worker',
    libraryVersion: '1',
    isolation: 'attached',
    network: ' lab ',
  };
  const read = readEnvironmentDraft(named);
  if (!('body' in read)) throw new Error('it was not read');
  expect(read.body).toMatchObject({ isolation: 'attached', network: 'lab' });
  expect(environmentDraftOf(read.body)).toMatchObject({ isolation: 'attached', network: 'lab' });
  const other = readEnvironmentDraft({ ...named, isolation: 'dedicated' });
  expect('body' in other && other.body.network).toBeNull();
  const unnamed = readEnvironmentDraft({ ...named, network: '' });
  if (!('problems' in unnamed)) throw new Error('it was read');
  expect(unnamed.problems.get('network')).toMatch(/what its hosts call/);
});

test('where it may be is known before the rest of it is whole', () => {
  expect(placeOf({ ...FIRST_ENVIRONMENT, hosts: ' rig-2, rig-3,', memoryMiB: 'much' })).toEqual({
    architecture: 'x86_64',
    isolation: 'dedicated',
    hostClass: null,
    hosts: ['rig-2', 'rig-3'],
  });
  expect(placeOf({ ...FIRST_ENVIRONMENT, hostClass: 'other' })?.hostClass).toBe('other');
  expect(placeOf({ ...FIRST_ENVIRONMENT, hosts: 'x'.repeat(256) })).toBeUndefined();
});
