/** Specifications to begin with. Each is built by the tests as it stands, but for its suite. */
export interface ImageExample {
  readonly title: string;
  readonly yaml: string;
}

const MINIMAL = `# A kernel and one static program: boots in a second, and shows what there is on its console.
name: debian-minimal
description: Kernel and busybox in an initramfs of a few megabytes.
distribution: debian
suite: bookworm
architecture: amd64
# Packages are unpacked, and no script of them runs: nothing is in the image but what is named here.
base: extract
packages: [busybox-static]
kernel: linux-image-cloud-amd64
modules: false
files:
  - path: /init
    mode: "0755"
    content: |
      #!/bin/busybox sh
      /bin/busybox mkdir -p /proc /sys /dev /run
      /bin/busybox mount -t proc proc /proc
      /bin/busybox mount -t sysfs sysfs /sys
      /bin/busybox mount -t devtmpfs devtmpfs /dev
      echo "Gridbox image is up"
      exec /bin/busybox setsid -c /bin/busybox sh
absent:
  # What once came back with every update, and made a guest crawl.
  - /lib/tls
output:
  kind: initramfs
`;

const WORKER = `# A disk with Debian's own init, for a worker node that is configured later.
name: debian-worker
description: Debian with systemd, SSH and Slurm's worker daemon.
roles: [WN]
distribution: debian
suite: bookworm
architecture: amd64
base: essential
packages: [ifupdown, iproute2, isc-dhcp-client, munge, openssh-server, slurmd, systemd-sysv, udev]
kernel: linux-image-cloud-amd64
files:
  - path: /etc/network/interfaces
    content: |
      auto lo
      iface lo inet loopback
      allow-hotplug eth0
      iface eth0 inet dhcp
  - path: /etc/ssh/sshd_config.d/gridbox.conf
    content: |
      PasswordAuthentication no
      PermitRootLogin no
users:
  - name: probe
    uid: 2000
    shell: /bin/bash
services: [ssh]
absent: [/lib/tls]
output:
  kind: qcow2
  sizeMiB: 4096
`;

export const IMAGE_EXAMPLES: readonly ImageExample[] = [
  { title: 'Minimal: kernel and busybox', yaml: MINIMAL },
  { title: 'Worker node: Debian, SSH and Slurm', yaml: WORKER },
];
