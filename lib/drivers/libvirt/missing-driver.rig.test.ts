/** What the libvirt of this machine says of technologies it was built without, or that nobody serves here. Needs no host. */
import { afterAll, describe, expect, it } from 'vitest';
import { DriverError } from '@/lib/drivers/errors';
import { expectDriverError } from '@/lib/drivers/contract/context';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';

const driver = createLibvirtDriver();
const credentials = { username: 'Administrator', password: 'kept-to-itself' };
afterAll(async () => await driver.stop());

describe('addresses of other technologies', () => {
  it('Hyper-V: this libvirt has no driver, and says what to do', async () => {
    const error = await expectDriverError(
      driver.connect({ uri: 'hyperv://127.0.0.1/?transport=http', credentials }),
      'unsupported',
    );
    expect(error.message).toMatch(/^This libvirt has no Hyper-V driver\. Run Gridbox's agent with a libvirt/);
    expect(error.remedy).toContain('driver_hyperv');
    expect(error.native).toMatchObject({ name: 'VIR_ERR_CONFIG_UNSUPPORTED' });
  });

  it.each([
    ['gsx', 8333],
    ['esx', 443],
  ])('%s: the driver is there and says where it looked', async (scheme, port) => {
    const error = await expectDriverError(
      driver.connect({ uri: `${scheme}://127.0.0.1/?no_verify=1`, credentials }),
      'unreachable',
    );
    expect(error.message).toContain(`127.0.0.1 port ${port}`);
    expect(error.remedy).toBeUndefined();
  });

  it('keeps the password out of every error', async () => {
    for (const scheme of ['hyperv', 'gsx', 'esx', 'vpx']) {
      const error: unknown = await driver
        .connect({ uri: `${scheme}://127.0.0.1:1/dc/host?no_verify=1`, credentials })
        .catch((failure: unknown) => failure);
      expect(DriverError.is(error), scheme).toBe(true);
      const told = error instanceof DriverError ? JSON.stringify([error.message, error.native, error.stack]) : '';
      expect(told).not.toContain(credentials.password);
    }
  });
});
