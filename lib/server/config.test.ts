import { expect, test } from 'vitest';
import { isHttps, parseConfig } from './config';

const least = { DATABASE_URL: 'postgresql://u:p@127.0.0.1:5432/gridbox', GRIDBOX_SECRET: 'x'.repeat(32) };

test('a database and a secret are enough', () => {
  const config = parseConfig(least);
  expect(config.baseUrl.href).toBe('http://127.0.0.1:3000/');
  expect(isHttps(config)).toBe(false);
  expect(isHttps(parseConfig({ ...least, GRIDBOX_BASE_URL: 'https://grid.example' }))).toBe(true);
});

test('an empty variable is an absent one', () => {
  expect(parseConfig({ ...least, GRIDBOX_RIG_FILE: '', LOG_LEVEL: '' })).toMatchObject({
    rigFile: undefined,
    logLevel: 'info',
  });
});

test('what is wrong is named, its value is not', () => {
  expect(() => parseConfig({ DATABASE_URL: 'mysql://secret@x/y', GRIDBOX_SECRET: 'short-secret' })).toThrow(
    /DATABASE_URL.*GRIDBOX_SECRET/,
  );
  try {
    parseConfig({ DATABASE_URL: 'mysql://secret@x/y', GRIDBOX_SECRET: 'short-secret' });
  } catch (error) {
    expect(String(error)).not.toContain('secret@');
    expect(String(error)).not.toContain('short-secret');
  }
});

test('a site is published to the world under a name of its own', () => {
  expect(parseConfig(least)).toMatchObject({
    site: { id: 'unnamed-gridbox-site', quality: 'testing' },
    glueReaders: 'signed-in',
  });
  const world = { ...least, GRIDBOX_GLUE_READERS: 'world' };
  expect(() => parseConfig(world)).toThrow(/GRIDBOX_SITE_NAME: needed where GLUE is published/);
  expect(() => parseConfig({ ...world, GRIDBOX_SITE_NAME: 'a b' })).toThrow(/GRIDBOX_SITE_NAME/);
  const named = parseConfig({
    ...world,
    GRIDBOX_SITE_NAME: 'GRID-1',
    GRIDBOX_SITE_LATITUDE: '46.2',
    GRIDBOX_SITE_EMAIL: 'a@b.ch',
  });
  expect(named).toMatchObject({
    glueReaders: 'world',
    site: { id: 'GRID-1', latitude: 46.2, contacts: { general: 'a@b.ch' } },
  });
});
