/** A kernel command line of one technology for the other. Pure. */

/** Where a Gridbox guest writes its heartbeat on Xen: libvirt opens no other port there than the console. */
const XEN_HEARTBEAT = 'gridbox.heartbeat=hvc0,0.25,0.1';

/**
 * Consoles and disks have other names under the other hypervisor; every other word stays as it is.
 * @param disks old name → new name, e.g. `vda` → `xvda`
 * @example convertCommandLine('console=ttyS0 root=/dev/vda1', { to: 'xen', disks: new Map([['vda', 'xvda']]) }) // 'console=hvc0 root=/dev/xvda1'
 */
export function convertCommandLine(
  line: string,
  options: { readonly to: 'xen' | 'qemu'; readonly disks: ReadonlyMap<string, string> },
): { readonly line: string; readonly changes: readonly string[] } {
  const changes: string[] = [];
  const words = line.split(/\s+/).filter((word) => word !== '');
  const converted = words.flatMap((word) => {
    const next = convertWord(word, options);
    if (next === word) return [word];
    changes.push(
      next === undefined
        ? `Kernel command line: ${word} is left out.`
        : `Kernel command line: ${word} becomes ${next}.`,
    );
    return next === undefined ? [] : [next];
  });
  // Only a guest of ours knows the word; on QEMU it finds its second serial port by itself.
  if (options.to === 'xen' && words.some((word) => word.startsWith('gridbox.'))) {
    converted.push(XEN_HEARTBEAT);
    changes.push(`Kernel command line: ${XEN_HEARTBEAT} is added, so that the guest is heard on its console.`);
  }
  return { line: converted.join(' '), changes };
}

function convertWord(
  word: string,
  { to, disks }: { readonly to: 'xen' | 'qemu'; readonly disks: ReadonlyMap<string, string> },
): string | undefined {
  if (word.startsWith('gridbox.heartbeat=')) return undefined;
  const serial = /^console=(ttyS0|hvc0)(,.*)?$/.exec(word);
  if (serial !== null) {
    const device = to === 'xen' ? 'hvc0' : 'ttyS0';
    // The speed and parity of a serial line mean nothing to Xen's console.
    return serial[1] === device ? word : `console=${device}`;
  }
  const named = /^([\w.-]+=(?:[\w.-]+:)?)\/dev\/([a-z]+)(\d*)$/.exec(word);
  const disk = disks.get(named?.[2] ?? '');
  return named === null || disk === undefined ? word : `${named[1]}/dev/${disk}${named[3]}`;
}
