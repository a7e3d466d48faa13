import { afterEach, describe, expect, it, vi } from 'vitest';

async function compressesAt(baseUrl: string): Promise<unknown> {
  vi.stubEnv('GRIDBOX_BASE_URL', baseUrl);
  vi.resetModules();
  const { default: config } = await import('@/next.config.js');
  return config.compress;
}

describe('the configuration of the web half', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('packs what goes to another machine', async () => {
    expect(await compressesAt('https://gridbox.example.org')).toBe(true);
    expect(await compressesAt('http://192.168.1.20:3000')).toBe(true);
    expect(await compressesAt('')).toBe(true);
  });

  it('packs nothing for a browser on its own', async () => {
    for (const address of ['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000'])
      expect(await compressesAt(address)).toBe(false);
  });
});
