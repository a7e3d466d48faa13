/** What the first program of every lab machine does alike, whatever hypervisor it runs. */

/** Mounts, devices and the name of the host; `$name` and `$address` are set afterwards. No udev, so some devices are made by hand. */
export const INIT_BEGINNING = `#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
say() { echo "GRIDBOX-LAB $*"; }
mkdir -p /dev/pts /dev/shm
mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
# Xen's hotplug scripts wait for ever on a lock where there is no /dev/stdin.
ln -s /proc/self/fd /dev/fd
for n in 0 1 2; do set -- stdin stdout stderr; shift $n; ln -s fd/$n /dev/$1; done
mkdir -p /run/lock /run/libvirt
for word in $(cat /proc/cmdline); do
  case $word in
    lab.name=*) name=\${word#*=} ;;
    lab.address=*) address=\${word#*=} ;;
    lab.number=*) number=\${word#*=} ;;
  esac
done
hostname "$name"
ip link set lo up
`;

/**
 * The two networks: eth0 is for whoever manages the host and leads nowhere else, eth1 joins the hosts and carries
 * migrations and the guests' bridge.
 */
export const INIT_NETWORK = `ip addr add 10.0.2.15/24 dev eth0
ip link set eth0 up
ip link add lab0 type bridge
ip link set eth1 mtu 9000 master lab0 up
ip link set lab0 mtu 9000 up
ip addr add "$address/24" dev lab0
# The shell of tests and of the lab's command line; its port is forwarded on the loopback address only.
socat -t 600 TCP-LISTEN:2222,reuseaddr,fork EXEC:/bin/sh,stderr &
`;

/** As systemd does on a real host: a daemon that ends is started again, and the host's console tells. */
export const KEEP_LIBVIRTD = `while :; do
  libvirtd --listen -p /run/libvirtd.pid >/dev/null 2>&1
  say "libvirtd ended with $? and is started again"
  sleep 0.1
done &
`;

/** `uri` is how the daemon is asked from inside. */
export const initEnding = (uri: string): string => `n=0
until virsh -q -c ${uri} version >/tmp/version 2>&1; do
  n=$((n + 1))
  [ $n -gt 300 ] && { say "libvirt does not answer: $(tail -n 1 /tmp/version)"; break; }
  sleep 0.2
done
say ready
while :; do setsid -c sh -i </dev/console >/dev/console 2>&1; sleep 1; done
`;

/**
 * For kernels of emulated machines and their guests: Debian's wipes every page it gives out, checks what it copies and asks several
 * security modules, which nothing here needs. Side by side on two Xen hosts: 200 programs take 6.9 s of a processor instead of 8.0, the boot
 * of a PVH guest 6.2 s instead of 7.2.
 */
export const UNHARDENED =
  'mitigations=off init_on_alloc=0 hardened_usercopy=off randomize_kstack_offset=off lsm=yama audit=0 nowatchdog';

/** Plain TCP without a password: the port is forwarded on the loopback address, and nothing in the lab is worth one. */
export const libvirtdConf = (hostUuid?: string): string => `listen_tls = 0
listen_tcp = 1
listen_addr = "0.0.0.0"
auth_tcp = "none"
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "2:file:/var/log/libvirtd.log"
${hostUuid === undefined ? '' : `host_uuid = "${hostUuid}"\n`}`;

/** Every host knows the others by name: libvirt tells the target's own name to the source. */
export const hostsFile = (kind: string, network: number): string => {
  const HOSTS = 8;
  const lines = Array.from(
    { length: HOSTS },
    (_, index) => `10.${network}.0.${index + 1} ${kind}-${String.fromCodePoint('a'.charCodeAt(0) + index)}`,
  );
  return ['127.0.0.1 localhost', ...lines, ''].join('\n');
};
