/**
 * An address whose driver this libvirt does not have. libvirt is built with a choice of drivers, and distributions leave
 * out what few of their users ask for; the reader must learn that the host is not to blame.
 */
import type { NativeFailureRecord } from '@/lib/drivers/libvirt/ffi/operations';

const VIR_FROM_NONE = 0;
/** `libvirt was built without the 'hyperv' driver`: the scheme is known and was left out. */
const VIR_ERR_CONFIG_UNSUPPORTED = 67;
/** `no connection driver available for …`: no driver of this library feels concerned. */
const VIR_ERR_NO_CONNECT = 5;

const TECHNOLOGIES: Readonly<Record<string, string>> = {
  qemu: 'QEMU',
  xen: 'Xen',
  esx: 'VMware ESX',
  vpx: 'VMware vCenter',
  gsx: 'VMware GSX',
  hyperv: 'Hyper-V',
  vbox: 'VirtualBox',
  lxc: 'LXC',
  vmwareplayer: 'VMware Player',
  vmwarews: 'VMware Workstation',
  vmwarefusion: 'VMware Fusion',
};

/** Hyper-V's needs the library openwsman, so Debian and openSUSE leave it out. https://libvirt.org/drvhyperv.html */
const REMEDIES: Readonly<Record<string, string>> = {
  hyperv:
    "Run Gridbox's agent with a libvirt that is built with it (option driver_hyperv, which needs openwsman); Debian's is not.",
};
const REMEDY = "Run Gridbox's agent with a libvirt that is built with it.";

export interface MissingDriver {
  readonly sentence: string;
  readonly remedy: string;
}

/** Undefined where the failure to open is another. */
export function readMissingDriver(failure: NativeFailureRecord, uri: string): MissingDriver | undefined {
  if (failure.domain !== VIR_FROM_NONE) return undefined;
  if (failure.code !== VIR_ERR_CONFIG_UNSUPPORTED && failure.code !== VIR_ERR_NO_CONNECT) return undefined;
  const scheme = /^[a-z]+/.exec(uri)?.[0] ?? '';
  return {
    sentence: `This libvirt has no ${TECHNOLOGIES[scheme] ?? scheme} driver.`,
    remedy: REMEDIES[scheme] ?? REMEDY,
  };
}
