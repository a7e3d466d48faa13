/** Where the documented cells of the capability matrix come from. Nothing is documented without one of these. */

export interface Source {
  readonly title: string;
  /** Undefined for what has no address of its own: a printed book, the report, a measurement of this project. */
  readonly url?: string | undefined;
}

export const SOURCES = {
  report: { title: 'Virtualization experience with Xen, CERN openlab, May 2006' },
  xenLab: { title: 'Measured by this project: Xen 4.17 and libvirt 9.0 of Debian 12, two hosts under emulation' },
  kvmLab: { title: 'Measured by this project: QEMU 7.2 with KVM and libvirt 9.0 of Debian 12, two emulated hosts' },
  driversPage: { title: 'Gridbox: docs/drivers.md, on post-copy and on QEMU’s software emulation' },
  qemuTargets: {
    title: 'QEMU: system emulator targets',
    url: 'https://www.qemu.org/docs/master/system/targets.html',
  },
  testDriver: { title: 'Tried by this project: test:///default of libvirt 9.0' },
  drvTest: { title: 'libvirt: test "mock" driver', url: 'https://libvirt.org/drvtest.html' },
  hvsupport: { title: 'libvirt API support matrix', url: 'https://libvirt.org/hvsupport.html' },
  libxlDriver: {
    title: 'libvirt source: the calls of the Xen driver (libxl_driver.c)',
    url: 'https://github.com/libvirt/libvirt/blob/master/src/libxl/libxl_driver.c',
  },
  libxlMigration: {
    title: 'libvirt source: flags and parameters of a Xen migration (libxl_migration.h)',
    url: 'https://github.com/libvirt/libvirt/blob/master/src/libxl/libxl_migration.h',
  },
  esxDriver: {
    title: 'libvirt source: the calls of the ESX driver (esx_driver.c)',
    url: 'https://github.com/libvirt/libvirt/blob/master/src/esx/esx_driver.c',
  },
  hypervDriver: {
    title: 'libvirt source: the calls of the Hyper-V driver (hyperv_driver.c)',
    url: 'https://github.com/libvirt/libvirt/blob/master/src/hyperv/hyperv_driver.c',
  },
  vmwareDriver: {
    title: 'libvirt source: the calls of the VMware driver (vmware_driver.c)',
    url: 'https://github.com/libvirt/libvirt/blob/master/src/vmware/vmware_driver.c',
  },
  drvQemu: { title: 'libvirt: QEMU/KVM/HVF hypervisor driver', url: 'https://libvirt.org/drvqemu.html' },
  drvEsx: { title: 'libvirt: VMware ESX hypervisor driver', url: 'https://libvirt.org/drvesx.html' },
  drvVmware: {
    title: 'libvirt: VMware Workstation / Player / Fusion hypervisors driver',
    url: 'https://libvirt.org/drvvmware.html',
  },
  libvirtDrivers: { title: 'libvirt: internal drivers', url: 'https://libvirt.org/drivers.html' },
  xenHandbook: {
    title: 'Xen Project handbook: virtualization concepts',
    url: 'https://handbook.xenproject.org/users/concepts.html',
  },
  xenSupport: {
    title: 'Xen SUPPORT.md (read at 4.12-unstable)',
    url: 'https://github.com/xen-project/xen/blob/master/SUPPORT.md',
  },
  xenEvolution: {
    title: 'The Ongoing Evolution of Xen, Linux Symposium 2006',
    url: 'http://www.linuxinsight.com/ols2006_the_ongoing_evolution_of_xen.html',
  },
  xenHvmLive: {
    title: 'Xen changelog, 16 March 2007: enable HVM live migration',
    url: 'http://old-list-archives.xenproject.org/archives/html/xen-changelog/2007-03/msg00226.html',
  },
  xenIa64Status: {
    title: 'Xen/ia64 status update, Aron Griffis, Xen Summit November 2007',
    url: 'https://www.sambuz.com/doc/xen-ia64-status-update-ppt-presentation-859131',
  },
  rhel5: { title: 'Red Hat Enterprise Linux 5 Virtualization guide, on migration' },
  wikiEsx: { title: 'Wikipedia: VMware ESX', url: 'https://en.wikipedia.org/wiki/ESXi' },
  wikiVi: { title: 'Wikipedia: VMware Infrastructure', url: 'https://en.wikipedia.org/wiki/VMware_Infrastructure' },
  esxIsolation: {
    title: 'How do VMware ESX and VMware ESXi work, Sujith Surendran',
    url: 'https://vgyan.in/how-do-vmware-esx-and-vmware-esxi-work/',
  },
  esxHardware: {
    title: 'VMware vSphere 4: software and hardware compatibility',
    url: 'https://pubs.vmware.com/vsphere-4-esxi-installable-vcenter/topic/com.vmware.vsphere.config_fc.doc_40_u1/esx_san_config/overview_of_vmware_esx_esxi/c_software_and_hardware_compatibility.html',
  },
  masteringVsphere: {
    title: 'Mastering VMware vSphere 5.5: requirements of vMotion',
    url: 'http://what-when-how.com/Tutorial/topic-875q6mch/Mastering-VMware-vSphere-55-659.html',
  },
  vi3Vmotion: {
    title: 'VMware Infrastructure 3: requirements of VMotion',
    url: 'http://pubs.vmware.com/vi3/resmgmt/vc_create_cluster.7.4.html',
  },
  serverVirtualization: {
    title:
      'Advanced Server Virtualization: VMware and Microsoft Platforms in the Virtual Data Center, 2006, on GSX Server',
    url: 'https://www.taylorfrancis.com/books/9781420013160/chapters/10.1201/9781420013160-21',
  },
  gsxDefinition: {
    title: 'TechTarget: GSX Server',
    url: 'https://searchservervirtualization.techtarget.com/definition/GSX-Server',
  },
  gsxProcess: {
    title: 'Web Techniques, November 2001: VMs for the masses',
    url: 'http://www.webtechniques.com/archives/2001/11/infrrevu2/',
  },
  gsxGuide: { title: 'VMware GSX Server 3 Administration Guide, chapter 5, page 157' },
  vmwareServerGuide: {
    title: 'VMware Server 1.0 Administration Guide, 2006, chapter 1',
    url: 'https://www.scribd.com/document/53959101/Server-Admin-Manual',
  },
  playerGuide: {
    title: 'Getting Started with VMware Player 4.0',
    url: 'https://manuzoid.com/manuals/L5AxR-VMware%20Player%20Player%204.0%20Quick%20start%20guide',
  },
  msvsMachines: {
    title: 'TechNet: virtual machines in Virtual Server',
    url: 'https://technet.microsoft.com/en-us/library/cc708270.aspx',
  },
  msvsAdding: {
    title: 'TechNet: adding virtual machines to Virtual Server',
    url: 'https://technet.microsoft.com/en-us/library/cc708339(v=ws.10).aspx',
  },
  msvsService: {
    title: 'TechNet: Virtual Server service',
    url: 'https://technet.microsoft.com/en-us/library/cc708277(v=ws.10).aspx',
  },
  msvsFeatures: {
    title: 'TechNet: Virtual Server features',
    url: 'https://technet.microsoft.com/en-us/library/cc720335(v=ws.10).aspx',
  },
  msvsWiki: {
    title: 'Wikipedia: Microsoft Virtual Server',
    url: 'https://en.wikipedia.org/wiki/Microsoft_Virtual_Server',
  },
  msvsLimits: {
    title: 'Uptotec: Virtual Server 2005 R2 SP1, October 2007',
    url: 'https://uptotec.blogspot.com/2007/10/new-product-family-virtual-server.html',
  },
  msvsClustering: {
    title: 'Microsoft: Virtual Server Host Clustering Step-by-Step Guide for Virtual Server 2005 R2, November 2005',
    url: 'https://vdocuments.mx/virtual-server-host-clustering-step-by-step-guide-for-.html',
  },
  hypervBook: {
    title: 'Dummies: understanding the Hyper-V hypervisor',
    url: 'https://www.dummies.com/programming/networking/virtualization-understanding-the-hyper-v-hypervisor/',
  },
  hypervLimits: {
    title: 'Windows Server 2008 Hyper-V, maximum supported configurations, Kurt Shintaku',
    url: 'https://kurtsh.com/2008/07/02/info-windows-server-2008-hyper-v-maximum-supported-configurations',
  },
  hypervManage: {
    title: 'Microsoft: manage Hyper-V on Windows Server',
    url: 'https://github.com/MicrosoftDocs/windowsserverdocs/blob/master/WindowsServerDocs/virtualization/hyper-v/manage/Manage-Hyper-V-on-Windows-Server.md',
  },
  hypervShareNothing: {
    title: 'Share-nothing live migration with Hyper-V 2012, Azure Centric',
    url: 'http://azurecentric.com/2012/10/share-nothing-live-migration-with-hyper-v-2012.html',
  },
  hypervConsole: {
    title: 'Microsoft: how Virtual Machine Manager uses VirtualMachineViewer.exe, June 2008',
    url: 'https://blogs.technet.microsoft.com/m2/2008/06/02/how-virtual-machine-manager-administrator-console-uses-virtualmachineviewer-exe/',
  },
} as const satisfies Record<string, Source>;
export type SourceId = keyof typeof SOURCES;
