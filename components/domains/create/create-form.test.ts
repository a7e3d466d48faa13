import { describe, expect, test } from 'vitest';
import { CheckCreation, CreateDomain } from '@/lib/contracts/domain-making';
import { CreateForm, EMPTY_CREATE_FORM, NEW_DISK, toCheckBody, toCreateBody } from './create-form';

const FORM: CreateForm = { ...EMPTY_CREATE_FORM, name: 'ce-05' };
const LIKE = '0c7a39b2-1de1-4a6e-9d3e-3a9f2f6f0001';
const errorsOf = (change: Partial<CreateForm>): string[] => {
  const parsed = CreateForm.safeParse({ ...FORM, ...change });
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
};

test('what the form begins with is a whole wish once it has a name', () => {
  expect(errorsOf({})).toEqual([]);
  expect(CreateDomain.parse(toCreateBody(FORM, undefined))).toMatchObject({
    name: 'ce-05',
    memoryKiB: 524_288,
    architecture: 'x86_64',
    boot: { from: 'disk' },
    disks: [{ from: 'new', sizeGiB: 4 }],
    networks: [],
    vo: null,
    start: true,
  });
});

test('what cannot be is told at its field', () => {
  expect(errorsOf({ name: 'CE 05' })).toEqual(['name']);
  expect(errorsOf({ disks: [] })).toEqual(['boot']);
  expect(errorsOf({ boot: 'kernel' })).toEqual(['kernel']);
  expect(errorsOf({ boot: 'kernel', kernel: '/a/../b' })).toEqual(['kernel']);
  expect(errorsOf({ maxMemoryMiB: '16' })).toEqual(['maxMemoryMiB']);
  expect(errorsOf({ disks: [{ ...NEW_DISK, sizeGiB: '' }] })).toEqual(['disks.0.sizeGiB']);
  expect(errorsOf({ disks: [{ ...NEW_DISK, from: 'copy' }] })).toEqual(['disks.0.path']);
});

test('images of the library are named by what was chosen', () => {
  const image = '0c7a39b2-1de1-4a6e-9d3e-3a9f2f6f0002';
  expect(errorsOf({ boot: 'library' })).toEqual(['bootImage']);
  expect(errorsOf({ disks: [{ ...NEW_DISK, from: 'library' }] })).toEqual(['disks.0.imageId']);
  const form: CreateForm = {
    ...FORM,
    boot: 'library',
    bootImage: image,
    disks: [{ ...NEW_DISK, from: 'library', imageId: image }],
  };
  expect(CreateDomain.parse(toCreateBody(form, undefined))).toMatchObject({
    boot: { from: 'library', imageId: image },
    disks: [{ from: 'library', imageId: image }],
  });
});

describe('like another', () => {
  const like: CreateForm = { ...FORM, like: LIKE, boot: 'like', disks: [], networksAsLike: true };
  test('boots as it does and is attached as it is', () => {
    expect(toCreateBody(like, undefined)).toMatchObject({ like: LIKE, boot: { from: 'like' } });
    expect(toCreateBody(like, undefined)).not.toHaveProperty('networks');
    expect(toCreateBody({ ...like, networksAsLike: false }, undefined)).toHaveProperty('networks', []);
  });
});

test('where it could be made is asked before everything is typed', () => {
  for (const change of [
    {},
    { name: '' },
    { boot: 'kernel' as const },
    { disks: [] },
    { disks: [{ ...NEW_DISK, from: 'layer' as const }] },
    { boot: 'library' as const, disks: [{ ...NEW_DISK, from: 'library' as const }] },
    { vo: 'no word!' },
  ])
    expect(CheckCreation.safeParse(toCheckBody({ ...FORM, ...change })).success).toBe(true);
  expect(toCheckBody({ ...FORM, memoryMiB: '' })).toBeUndefined();
  expect(toCheckBody({ ...FORM, memoryMiB: '1' })).toBeUndefined();
});
