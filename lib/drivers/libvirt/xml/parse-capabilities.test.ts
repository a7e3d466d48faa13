import { describe, expect, it } from 'vitest';
import { parseCapabilities } from './parse-capabilities';

const capabilities = (host: string, guests: string): string =>
  `<capabilities><host><cpu><arch>x86_64</arch></cpu>${host}</host>${guests}</capabilities>`;
const qemuGuest = (arch: string, machines: string): string =>
  `<guest><os_type>hvm</os_type><arch name='${arch}'><wordsize>64</wordsize><emulator>/usr/bin/qemu-system-${arch}</emulator>${machines}<domain type='qemu'/></arch></guest>`;

describe('the host capabilities', () => {
  it('name the architectures of guests, the most CPUs of any machine type, and the security models', () => {
    const parsed = parseCapabilities(
      capabilities(
        `<migration_features><live/></migration_features><secmodel><model>apparmor</model><doi>0</doi></secmodel><secmodel><model>dac</model><doi>0</doi></secmodel>`,
        qemuGuest('i686', `<machine maxCpus='255'>pc-i440fx-7.2</machine>`) +
          qemuGuest('x86_64', `<machine maxCpus='288'>pc-q35-7.2</machine><machine>isapc</machine>`) +
          qemuGuest('microblaze', `<machine maxCpus='1'>petalogix</machine>`),
      ),
    );
    expect(parsed).toMatchObject({
      guestArchitectures: ['i686', 'x86_64'],
      guestCpusMax: 288,
      securityModels: ['apparmor', 'dac'],
      guestModes: ['hvm'],
      liveMigration: true,
    });
  });

  it('tell a security driver that is switched off from a host that says nothing of it', () => {
    const models = (host: string) => parseCapabilities(capabilities(host, '')).securityModels;
    expect(models('<secmodel><model>none</model><doi>0</doi></secmodel>')).toEqual([]);
    expect(models('')).toBeUndefined();
  });

  it('leave out what they do not say', () => {
    const parsed = parseCapabilities(
      capabilities(
        '',
        `<guest><os_type>xen</os_type><arch name='x86_64'><wordsize>64</wordsize><machine>xenpv</machine><domain type='xen'/></arch></guest>`,
      ),
    );
    expect(parsed).toMatchObject({
      guestArchitectures: ['x86_64'],
      guestCpusMax: undefined,
      guestModes: ['pv'],
      liveMigration: false,
    });
  });
});
