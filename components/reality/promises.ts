/**
 * What the report of 2006 names and what of it stands today, honestly. The page *What is real here* and the README read
 * this one list. Plain data: no React, so that a script can read it too.
 */

/**
 * REAL: the named thing runs in the tests. EQUIVALENT: today's successor runs. CONTRACT: the driver is tested against the
 * documented interface, the thing itself cannot be had. RULES: knowledge applied, nothing to run.
 */
export const REALITY_LABELS = {
  REAL: 'The named thing runs in the tests.',
  EQUIVALENT: "Today's successor runs in the tests.",
  CONTRACT: 'The driver is tested against the documented interface; the thing itself cannot be had.',
  RULES: 'Knowledge applied: there is nothing to run.',
} as const;
export type RealityLabel = keyof typeof REALITY_LABELS;

export interface ReportPromise {
  readonly id: string;
  /** As the report names it. */
  readonly report: string;
  /** Undefined: not built yet. */
  readonly label: RealityLabel | undefined;
  /** What one can use today; undefined where there is nothing. */
  readonly stands: string | undefined;
  /** What is promised and not there. */
  readonly missing: string | undefined;
  /** Part of it that is shown on simulated hosts only. */
  readonly simulated: string | undefined;
}

const promise = (
  id: string,
  report: string,
  label: RealityLabel | undefined,
  parts: { readonly stands?: string; readonly missing?: string; readonly simulated?: string },
): ReportPromise => ({
  id,
  report,
  label,
  stands: parts.stands,
  missing: parts.missing,
  simulated: parts.simulated,
});

export const PROMISES: readonly ReportPromise[] = [
  promise('live-migration', 'Live domain migration', 'REAL', {
    stands:
      'Running Linux guests move between real libvirt hosts under QEMU, KVM and Xen, watched stage by stage; both hosts are asked and the guest itself must be heard before it is called done. Busy guests, auto-converge, post-copy, caps and copied disks are tested on KVM. The hosts of the tests are emulated machines.',
  }),
  promise('vm-agnostic', 'VM-technology agnostic layer (Cassatt XVM)', 'REAL', {
    stands:
      'One driver port; one contract suite that runs on the libvirt driver (its own test driver, real QEMU, KVM and Xen hosts, a simulator of ESX) and on the simulated driver. What a host cannot do is said on its page, and the capability matrix says of every technology what it can do and how that is known.',
  }),
  promise('api', 'An interface to control VMM and VMs', 'REAL', {
    stands: 'The REST API under /api/v1, described by OpenAPI 3.1 at /api/openapi.json; the pages use the same one.',
  }),
  promise('dynamic-resources', 'Dynamic resource management', 'REAL', {
    stands: 'Memory and vCPUs of a running domain are changed where its driver and guest can.',
    missing: 'Quotas, and placement by measured load: not built yet.',
  }),
  promise('xen', 'Xen, paravirtualised, non-hosted', 'REAL', {
    stands:
      'Two real Xen 4.17 hosts, on emulated machines, run paravirtual and PVH guests in the tests: life cycle, live migration of PVH, stop and copy of paravirtual guests, and what happens when a link is cut or a host dies on the way.',
    missing:
      'Live migration of a paravirtual guest needs a hypervisor with shadow paging, which Debian does not build; fully virtualized guests have not been tried.',
    simulated: 'Xen 3.0 hosts of the simulated testbed.',
  }),
  promise('xen-ia64', 'Xen/ia64 on Montecito: VTi, no FPSWA', 'RULES', {
    stands:
      'Host class with its constraints: IA-64 domains move to IA-64 hosts only, unmodified guests need VTi, software that needs FPSWA is refused with that reason.',
    simulated: 'All Montecito hosts: nothing emulates IA-64.',
  }),
  promise('dempsey', 'Dempsey: x86 EM64T, VT-x', 'RULES', {
    stands: 'Host class; paravirtual and fully virtualized guests are told apart and checked before a move.',
    simulated: 'The six Dempsey hosts of the simulated testbed.',
  }),
  promise('kernel-rules', 'Support for 2.4 kernels dropped', 'RULES', {
    stands:
      'A move of a paravirtual 2.4 kernel to a Xen that cannot boot it is refused, and so is its start there, with the remedy.',
    simulated: 'Domains on which the refusal can be met.',
  }),
  promise('other-vmm', 'Microsoft Virtual Server, VMware GSX and ESX', 'CONTRACT', {
    stands:
      'ESX and GSX hosts through libvirt: read, started, paused and shut down in the tests against a simulator of the vSphere protocol. Hyper-V addresses are taken, and a libvirt without that driver says so.',
    missing:
      'A real ESX, GSX or Hyper-V host has not been tried; migration between ESX hosts needs vCenter. Virtual Server: only what is documented of it, in the capability matrix.',
  }),
  promise('overhead', 'Close to native performance', 'EQUIVALENT', {
    stands:
      'Benchmarks run in real guests and on the host itself; each technology stands against native with a confidence interval, like with like only, and a testbed manager signs what counts.',
    missing:
      'The guests of the tests are emulated by software, so their figures say nothing of a processor, and each says so; guests of Xen are measured by the shell at their console, on emulated hosts. The report’s own program, test40forSPEC, cannot be had: a loop of our own, sysbench and OpenSSL stand for it.',
  }),
  promise('benchmarks', 'Cluster and CPU benchmarks', 'REAL', {
    stands:
      'Bandwidth and startup by NetPIPE between two processes of a host and between real guests, one pair or several at the same time, beside the figures of 2006 with their source; CPU, memory and disk. Results of others are imported from HEP Benchmark Suite files and CSV.',
  }),
  promise('lcg', 'LCG 2.6 complete: CE, SE, WN; GRID-in-a-box', 'EQUIVALENT', {
    stands:
      'A whole site from one file: ARC CE before Slurm, an XRootD SE, worker nodes, BDII, user interface and VO box, from images built here of Debian’s packages. Once applied through Gridbox on emulated hosts, where a job ran on a worker node and its file came back from the SE. The tests ask the real services by every probe as native processes, and apply a tiny site of small stand-ins on real emulated hosts: all of its probes pass as they do natively, beside which they are shown.',
    missing:
      'The full site is not part of the tests: it was compared with the same services run natively once, by hand, and passed all 13 probes that these pass; of Slurm by a connection alone. LCG 2.6 itself; membership by VOMS.',
  }),
  promise('vo-box', 'VO-box', undefined, {
    stands:
      'The role, and its VO: a VO admin sees and works with the domains of the own VOs only. An image whose firewall lets in SSH alone, by the keys that the site file has for its VO, and a site file that puts it on a network of its own. Once applied on an emulated host, where its key was let in and another was not; in the tests its domain is simulated.',
    missing:
      'The life of its proxies is not watched, and nobody but its own firewall keeps others out where its network is shared.',
  }),
  promise('drift', 'Automatic updates restore /lib/tls', 'EQUIVALENT', {
    stands:
      'Running domains are compared with the signed manifest of their image, by programs in their guests: kernel, packages, files, services, what must be absent, /lib/tls among it. A finding is mended, accepted, or the domain rebuilt; it is seen to come back. In the tests a real guest is compared, and the folder put aside in it.',
    missing:
      'An update that brings the folder back: it was made by hand. Guests with dpkg or systemd have been simulated only. Gridbox installs no packages in guests.',
    simulated: 'A guest of the old site that has /lib/tls again.',
  }),
  promise('consolidation', 'Server consolidation, availability, flexible management', undefined, {
    stands:
      'A host is emptied by a plan that is read and approved first, carried out in steps that outlive an agent and a restart of the database, and undone by one button; in the tests a real host with four real guests. Hosts are levelled by a plan of few moves, each with its reason, by hand, recommended at times, or by itself within limits; in the tests on simulated hosts. What would be if hosts went or came, domains came or the past happened again is asked of the same planners on a copy of the inventory. A host that is lost is fenced (IPMI by the real ipmitool against a simulated card), and its domains are started elsewhere, once; in the tests on simulated hosts.',
    missing:
      'Real batch systems: a drain closes slots and waits for jobs in a simulated one only. The loss of a real host has been tried with a person who calls it lost and off; that its machine is forced off, or its card switches it off, has not. A rebalance counts domains instead of their load.',
  }),
  promise('smartfrog', 'SmartFrog: one file deploys a complete site and cleans up', 'EQUIVALENT', {
    stands:
      'A whole site is written in one file with a published schema: checked while it is typed, planned against the testbed (what is created, changed and destroyed, where and why, in which order), applied whole or rolled back, and destroyed with a proof of what was looked for. In the tests on real emulated hosts, and on simulated ones with agents killed at every step. Descriptions of SmartFrog in the dialect of SmartDomains, and the files of YAIM, are read and shown as a site file; whatever of them has no place in it is listed by its line.',
    missing: 'SmartFrog’s own daemons and components: its files are read, and none of its code is run.',
  }),
  promise('etics', 'ETICS testing environment', 'EQUIVALENT', {
    stands:
      'Test campaigns: a command, with a checkout, in clean domains of several environments, made of images of the library or like a domain; log, JUnit XML and files are kept, the domains are deleted with proof, and the next campaign is compared with the last. By page, API and command line. Tried in guests of the rig.',
    missing: 'Campaigns across several domains that talk to each other; architectures that no real host here has.',
  }),
  promise('batch', 'Batch: PBS, LSF with one queue per VO, BLAHP', 'EQUIVALENT', {
    stands:
      'The BLAH protocol both ways: gridbox-blahpd, which a Computing Element starts in place of a blahpd, and a client that drives one. Behind it a real Slurm, PBS by the commands that Debian puts in front of Slurm, and LSF against a stand-in of its documented commands: not verified against a live installation. Killed at any step of a submission it loses no job and makes none twice. A job whose CERequirements name an environment that nobody has started gets a domain of it on the rig and is told as completed. Queues of a site file with limits and windows, written as partitions that a real Slurm runs and as lsb.queues.',
    missing: 'Pages that give jobs to a batch system; OpenPBS, Torque and LSF themselves.',
  }),
  promise('phases', 'Phases 1 to 3: static, on demand, VM factory', 'REAL', {
    stands:
      'The factory of phase 3: images built by mmdebstrap from a specification, the same byte by byte each time, layered, signed, one of them booted by the tests. Domains are made of images of the library: a host gets each file once, and its SHA-512 there is that which was signed. Phases 1 to 3 with a real Slurm on the rig: a job that asks for an environment begins in a slot that is it; where nobody has started one a domain is booted for it, of an image that is built first where nobody has; drained afterwards, deleted and looked for. A job may bring a specification of its own, and begins in a domain of that alone; before a maintenance Slurm itself begins nothing that does not fit.',
    missing: 'Pools of OpenPBS, Torque or LSF themselves.',
  }),
  promise('isolation', 'Isolated, secure (XenSE, SVM) and clean environments', undefined, {
    stands:
      'The evidence of each domain, fact by fact: the image, its own disks, what is taken away with it, who else is on its network, filter, security label, hardware support; called clean only where nothing fails and nothing is unknown. Image lists of HEPiX say which images a VO takes. A VO asks for environments, is told at once whether they fit, and gives them back with proof of clean-up; in the tests on simulated hosts.',
    missing:
      'XSM labels of Xen are not read; rules of network filters have been read from libvirt’s texts, not from a host that has some.',
  }),
];
