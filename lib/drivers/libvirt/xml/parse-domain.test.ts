import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GridMetadata } from '@/lib/domain/domain';
import { METADATA_NAMESPACE, readMetadata, writeMetadataXml } from '@/lib/drivers/libvirt/xml/metadata';
import {
  guestModeOf,
  hasAgentChannel,
  hasConsole,
  hasHeartbeatPort,
  parseDomain,
} from '@/lib/drivers/libvirt/xml/parse-domain';
import { escapeXml, parseXml, textOf } from '@/lib/drivers/libvirt/xml/parse-xml';

const DOMAIN = `<domain type='qemu' id='3'>
  <name>a&lt;b</name>
  <metadata>
    <other:domain xmlns:other='urn:other'><other:role>SE</other:role></other:domain>
    <g:domain xmlns:g='${METADATA_NAMESPACE}'><g:role>CE</g:role><g:role>nonsense</g:role><g:vo>atlas</g:vo><g:tag>x</g:tag><g:fpswa>required</g:fpswa></g:domain>
  </metadata>
  <os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type><kernel>/boot/vmlinuz</kernel></os>
  <cpu mode='custom'><model fallback='forbid'>qemu64</model><feature policy='require' name='x2apic'/><feature policy='disable' name='svm'/></cpu>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/a &amp; b.img'/><target dev='vda'/></disk>
    <disk type='network' device='disk'><source protocol='rbd' name='pool/img'><host name='mon'/></source><target dev='vdb'/><readonly/></disk>
    <disk type='file' device='cdrom'><target dev='sda'/></disk>
    <interface type='mcast'><mac address='52:54:00:00:00:01'/><source address='239.0.0.1' port='7'/><model type='virtio'/><filterref filter='clean-traffic'/></interface>
    <serial type='pty'><target port='0'/><alias name='serial0'/></serial>
    <serial type='pty'><target port='1'/><alias name='serial1'/></serial>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <hostdev mode='subsystem' type='pci'><source><address domain='0x0000' bus='0x06' slot='0x12' function='0x5'/></source></hostdev>
  </devices>
  <seclabel type='dynamic' model='dac' relabel='yes'><label>+105:+106</label></seclabel>
  <seclabel type='none' model='selinux'/>
</domain>`;

describe('parseDomain', () => {
  it('reads a whole definition', () => {
    expect(parseDomain(DOMAIN, 1)).toMatchObject({
      architecture: 'x86_64',
      guestMode: 'hvm',
      machine: 'pc-i440fx-7.2',
      kernel: '/boot/vmlinuz',
      emulated: true,
      cpuModel: 'qemu64',
      cpuFlags: ['x2apic'],
      hasSnapshots: true,
      disks: [
        { target: 'vda', kind: 'disk', source: '/a & b.img', format: 'qcow2', readOnly: false, shared: false },
        { target: 'vdb', source: 'rbd://mon/pool/img', readOnly: true, shared: true },
        { target: 'sda', kind: 'cdrom', source: undefined },
      ],
      nics: [
        { mac: '52:54:00:00:00:01', kind: 'mcast', source: '239.0.0.1:7', model: 'virtio', filter: 'clean-traffic' },
      ],
      securityLabels: [{ model: 'dac', label: '+105:+106' }],
      passthrough: ['pci 0000:06:12.5'],
      metadata: { roles: ['CE'], vo: 'atlas', tags: ['x'], needsFpswa: true },
    });
    expect(hasAgentChannel(DOMAIN)).toBe(true);
    expect(hasHeartbeatPort(DOMAIN)).toBe(true);
  });

  it('counts as the console of a Xen domain what libvirt opens, which is the first', () => {
    const xen = `<console type='pty'><target type='xen' port='0'/></console>`;
    const serial = `<console type='pty'><target type='serial' port='0'/></console>`;
    const file = `<console type='file'><source path='/a'/><target type='serial' port='0'/></console>`;
    const has = (...consoles: string[]) =>
      hasConsole(`<domain type='xen'><devices>${consoles.join('')}</devices></domain>`);
    expect([has(xen), has(serial), has(serial, xen), has(file, xen), has()]).toEqual([true, true, true, false, false]);
  });

  it('hashes the text and the snapshots', () => {
    expect(parseDomain(DOMAIN, 0).hash).not.toBe(parseDomain(DOMAIN, 1).hash);
    expect(parseDomain(DOMAIN).hash).toBe(parseDomain(DOMAIN).hash);
  });

  it('refuses entities and documents that are none', () => {
    expect(() => parseDomain(`<!DOCTYPE x [<!ENTITY a "b">]><domain/>`)).toThrow('refused');
    expect(() => parseDomain('<network/>')).toThrow('no <domain>');
  });

  it.each([
    ['xen', 'linux', 'pv'],
    ['xen', 'xenpvh', 'pvh'],
    ['xen', 'hvm', 'hvm'],
    ['lxc', 'exe', 'container'],
    ['test', 'what', 'unknown'],
  ])('calls %s with os type %s %s', (type, osType, mode) => {
    expect(guestModeOf(type, osType)).toBe(mode);
  });
});

const xmlText = string({ unit: 'grapheme', minLength: 1, maxLength: 300 }).filter(
  (text) =>
    !Array.from(text).some((char) => (char.codePointAt(0) ?? 0) < 0x20 || char === '\uFFFE' || char === '\uFFFF'),
);

describe('metadata', () => {
  it('survives the round trip whatever its text', () => {
    assert(
      property(xmlText, xmlText, (vo, tag) => {
        const metadata: GridMetadata = { roles: ['WN'], vo, tags: [tag, "<x/>'; --"], needsFpswa: false };
        const stored = writeMetadataXml(metadata).replace('<domain>', `<domain xmlns='${METADATA_NAMESPACE}'>`);
        expect(readMetadata(parseXml(`<domain><metadata>${stored}</metadata></domain>`, 'domain'))).toEqual(metadata);
      }),
    );
  });

  it('refuses characters that XML cannot carry', () => {
    expect(() => escapeXml('a\u0000b')).toThrow('cannot carry');
    expect(textOf(parseXml(`<a>${escapeXml("🍇 <x/>'; --")}</a>`, 'a'))).toBe("🍇 <x/>'; --");
  });
});
