import { METADATA_NAMESPACE, writeMetadataXml } from '@/lib/drivers/libvirt/xml/metadata';
import { escapeXml } from '@/lib/drivers/libvirt/xml/parse-xml';
import { memoryNowKiB } from './world/host-memory';
import type { DomainRecord } from './world/records';

/** The definition as this hypervisor writes it: libvirt's domain XML, every text escaped. */
export function renderDefinition(domain: DomainRecord, hypervisor: string, nowMs: number): string {
  const { definition: d } = domain;
  const boot = [
    ['kernel', d.kernel],
    ['initrd', d.initrd],
    ['cmdline', d.commandLine],
  ] as const;
  const type = d.emulated ? 'qemu' : hypervisor;
  const lines = [
    `<domain type='${escapeXml(type)}'>`,
    `  <name>${escapeXml(domain.name)}</name>`,
    `  <uuid>${domain.id}</uuid>`,
    '  <metadata>',
    ...metadataLines(domain).map((line) => `    ${line}`),
    '  </metadata>',
    `  <memory unit='KiB'>${domain.maxMemoryKiB}</memory>`,
    `  <currentMemory unit='KiB'>${memoryNowKiB(domain, nowMs)}</currentMemory>`,
    `  <vcpu current='${domain.vcpus}'>${domain.maxVcpus}</vcpu>`,
    '  <os>',
    `    <type arch='${d.architecture}'${optional('machine', d.machine)}>${escapeXml(d.osType)}</type>`,
    ...boot.flatMap(([name, text]) => (text === undefined ? [] : [`    <${name}>${escapeXml(text)}</${name}>`])),
    '  </os>',
    ...cpuLines(domain),
    '  <devices>',
    ...d.disks.map(
      (disk) =>
        `    <disk type='file' device='${disk.kind}'>${disk.format === undefined ? '' : `<driver type='${escapeXml(disk.format)}'/>`}${
          disk.source === undefined ? '' : `<source file='${escapeXml(disk.source)}'/>`
        }<target dev='${escapeXml(disk.target)}'/>${disk.readOnly ? '<readonly/>' : ''}${disk.shared ? '<shareable/>' : ''}</disk>`,
    ),
    ...d.nics.map(
      (nic) =>
        `    <interface type='${escapeXml(nic.kind)}'>${nic.mac === undefined ? '' : `<mac address='${escapeXml(nic.mac)}'/>`}${
          nic.source === undefined
            ? ''
            : `<source ${nic.kind === 'network' ? 'network' : 'bridge'}='${escapeXml(nic.source)}'/>`
        }${nic.model === undefined ? '' : `<model type='${escapeXml(nic.model)}'/>`}</interface>`,
    ),
    ...d.passthrough.map(hostdevLine),
    '  </devices>',
    '</domain>',
  ];
  return lines.join('\n');
}

function metadataLines(domain: DomainRecord): string[] {
  // As a definition may write it: the namespace declared on our element, whatever its prefix.
  return [writeMetadataXml(domain.definition.metadata).replace('<domain>', `<domain xmlns='${METADATA_NAMESPACE}'>`)];
}

function cpuLines({ definition }: DomainRecord): string[] {
  if (definition.cpuModel === undefined && definition.cpuFlags.length === 0) return [];
  return [
    '  <cpu>',
    ...(definition.cpuModel === undefined ? [] : [`    <model>${escapeXml(definition.cpuModel)}</model>`]),
    ...definition.cpuFlags.map((flag) => `    <feature policy='require' name='${escapeXml(flag)}'/>`),
    '  </cpu>',
  ];
}

/** `pci 0000:03:00.0` as libvirt writes it. */
function hostdevLine(device: string): string {
  const [, type = 'pci', domain = '0', bus = '0', slot = '0', fn = '0'] =
    /^(\w+) (\w+):(\w+):(\w+)\.(\w+)$/.exec(device) ?? [];
  const address = `domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${fn}'`;
  return `    <hostdev mode='subsystem' type='${type}'><source><address ${address}/></source></hostdev>`;
}

const optional = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` ${name}='${escapeXml(value)}'`;
