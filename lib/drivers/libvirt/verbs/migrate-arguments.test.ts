import { describe, expect, it } from 'vitest';
import { migrateArguments } from './migrate-domain';

const listensAt = (migrateUri: string | undefined) =>
  migrateArguments({ live: true, migrateUri }).params.find((param) => param.name === 'listen_address')?.value;

describe('migrateArguments', () => {
  it('lets the target listen on loopback only where the data comes over loopback', () => {
    expect(listensAt('tcp://127.0.0.1')).toBe('127.0.0.1');
    expect(listensAt('tcp://localhost:49300')).toBe('127.0.0.1');
  });
  it('leaves the address to the target everywhere else', () => {
    expect(listensAt('tcp://127.0.0.1.example.org')).toBeUndefined();
    expect(listensAt('tcp://10.77.0.2')).toBeUndefined();
    expect(listensAt('unix:///run/gridbox/m.sock')).toBeUndefined();
    expect(listensAt(undefined)).toBeUndefined();
  });
});
