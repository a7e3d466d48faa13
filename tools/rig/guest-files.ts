/** What runs inside a rig guest: a few shell scripts around busybox and the QEMU guest agent. */

/** Modules a guest needs: PCI, the agent's channel, network, balloon, and the two that make the power button heard. */
export const GUEST_MODULES = [
  'virtio_pci',
  'virtio_console',
  'virtio_net',
  'virtio_balloon',
  'evdev',
  'button',
] as const;

/**
 * One line each 50 ms on the second serial port: `hb <sequence> <uptime-ms>`. Arguments: another port, other seconds, and
 * after how many the next beat follows one that came half as late again as usual. The guest was held up then, perhaps by a
 * move, and whoever waits to hear that it goes on hears that from two beats (see `HeartbeatLines`).
 *
 * The pause is `read -t` on a pipe nobody writes to: it starts no process. A `sleep` would start one twenty times a
 * second, and that dirties memory and costs CPU under emulation. /proc/uptime counts in steps of 10 ms.
 *
 * That file is opened anew for each reading, and what the kernel clears away after an opened file took an emulated guest two
 * fifths of its beat: so each second only, and in between by the clock of the day, which the shell has at hand.
 */
export const HEARTBEAT = `#!/bin/busybox sh
busybox mkfifo /run/never
exec 3<>/run/never
port=\${1:-ttyS1}
# A port of its own carries bytes as they are; a console stays a terminal, people type there.
[ "$port" = ttyS1 ] && busybox stty -F /dev/ttyS1 raw -echo
exec >"/dev/$port"
# Xen suspends a guest to move it, and Linux adds the time away to /proc/uptime: there the clock that stood still is read. The
# kernel counts it in ticks, of which it tells in one short line; that line of /proc/timer_list costs a list of all timers,
# which in an emulated guest is a tenth of a second each time. How long a tick is shows at the start, where both clocks agree.
ticks() { { read -r version; read -r timestamp jiffies; } </proc/schedstat; }
uptime() {
  read -r up rest </proc/uptime
  s=\${up%.*}
  [ "$s" = 0 ] && s=
  ms=$s\${up#*.}0
}
hz=
if [ "$port" != ttyS1 ] && [ -e /proc/schedstat ]; then
  ticks
  uptime
  for each in 100 250 1000; do
    # A kernel begins to count five minutes before its counter of 32 bits is full.
    counted=$(((jiffies + 300 * each - 4294967296) * 1000 / each))
    behind=$((ms - counted))
    [ "$behind" -gt -20000 ] && [ "$behind" -lt 20000 ] && hz=$each && offset=$behind && break
  done
fi
day() { day=$EPOCHREALTIME && now=$((\${day%.*}\${day#*.} / 1000)); }
booted=
due=0
by_day() {
  last=$now
  day
  # A clock that was set back is read again at once, one that was set forward within a second.
  [ "$now" -lt "$due" ] && [ "$now" -ge "\${last:-0}" ] && ms=$((now - booted)) && return
  uptime
  from=$now
  day
  # Held up between the two, they do not belong together; the next beat tries again.
  due=0
  [ $((now - from)) -gt 5 ] || [ "$now" -lt "$from" ] && return
  off=$((now - ms - booted))
  # Steps of 10 ms and those 5 are no difference: the beats stay even.
  [ "$off" -gt 15 ] || [ "$off" -lt -15 ] && booted=$((now - ms))
  ms=$((now - booted))
  due=$((now + 1000))
}
quick=by_day
[ -z "$EPOCHREALTIME" ] && quick=uptime
uptime_ms() {
  if [ "$port" = ttyS1 ]; then
    $quick
  elif [ -n "$hz" ]; then
    ticks
    ms=$(((jiffies + 300 * hz - 4294967296) * 1000 / hz + offset))
  else
    { read -r version; read -r bases; read -r now at ns unit; } </proc/timer_list
    ms=$((ns / 1000000))
  fi
}
n=0
usual=99999
hurry=
while :; do
  uptime_ms
  n=$((n + 1))
  echo "hb $n $ms"
  pause=\${2:-0.05}
  if [ -n "$3" ]; then
    gap=$((ms - \${before:-$ms}))
    before=$ms
    [ -z "$hurry" ] && [ "$gap" -gt 0 ] && [ "$gap" -lt $usual ] && usual=$gap
    hurry=
    [ "$gap" -gt $((usual * 3 / 2)) ] && hurry=1 && pause=$3
  fi
  read -r -t "$pause" -u 3 nothing
done
`;

/** The guest agent and the power button both end here: \`shutdown -h\` or \`-P\` powers off, \`-r\` restarts. */
export const SHUTDOWN = `#!/bin/busybox sh
for word in "$@"; do
  [ "$word" = -r ] && exec /bin/busybox reboot -f
done
exec /bin/busybox poweroff -f
`;

/** Hot-added CPUs stay off until somebody switches them on; a distribution has udev rules for that. Its pause starts no process either. */
const ONLINE_CPUS = `mkfifo /run/idle
exec 4<>/run/idle
while :; do
  read -r -t 5 -u 4 nothing
  for cpu in /sys/devices/system/cpu/cpu[1-9]*/online; do
    [ -e "$cpu" ] && read -r on <"$cpu" && [ "$on" = 0 ] && echo 1 >"$cpu"
  done
done`;

export const INIT = `#!/bin/busybox sh
export PATH=/bin:/sbin:/usr/bin:/usr/sbin HOME=/
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /run /tmp /var/run /var/log /var/lib
mount -t devpts devpts /dev/pts
# The kernel gives the root half of what memory it has while it unpacks it; a benchmark of the disk writes a file beside.
mount -o remount,size=80% / 2>/dev/null
while read -r module; do insmod "/modules/$module"; done </modules/order
name=guest
for word in $(cat /proc/cmdline); do
  case $word in
    gridbox.name=*) name=\${word#*=} ;;
    gridbox.address=*) address=\${word#*=} ;;
    gridbox.heartbeat=*) heartbeat=$(echo "\${word#*=}" | tr , ' ') ;;
    gridbox.busy=*) busy=\${word#*=} ;;
  esac
done
hostname "$name"
ip link set lo up
if [ -n "$address" ] && [ -e /sys/class/net/eth0 ]; then ip addr add "$address/24" dev eth0 && ip link set eth0 up; fi
/bin/heartbeat $heartbeat &
# Rewrites so many MiB again and again, where the image has the program for it.
[ -n "$busy" ] && [ -x /bin/busy ] && { busy "$busy" >/dev/console & }
acpid
port=$(grep -ls '^org.qemu.guest_agent.0$' /sys/class/virtio-ports/*/name | cut -d/ -f5)
# The agent says on the console what each command was; that is noise beside a shell.
[ -n "$port" ] && { while :; do qemu-ga -m virtio-serial -p "/dev/$port" >/dev/null 2>&1; sleep 1; done & }
echo "$name up after $(cut -d' ' -f1 /proc/uptime) s"
guest_type=
[ -e /sys/hypervisor/guest_type ] && read -r guest_type </sys/hypervisor/guest_type
# Xen's own guests do that by themselves, and keep on the list what they were told to give up: who switches that on again
# works against the host, and may do it while the guest suspends.
if [ "$guest_type" != PV ] && [ "$guest_type" != PVH ] &&
  { [ -n "$(ls -d /sys/devices/system/cpu/cpu[1-9]* 2>/dev/null)" ] || grep -q gridbox.hotplug /proc/cmdline; }; then
  { ${ONLINE_CPUS.replaceAll('\n', '\n  ')}
  } &
fi
while :; do setsid cttyhack sh -i </dev/console >/dev/console 2>&1; sleep 1; done
`;

export const ACPID_CONF = 'PWRF off\n';
export const POWER_BUTTON = '#!/bin/busybox sh\nexec /bin/busybox poweroff -f\n';
export const REBOOT = '#!/bin/busybox sh\nexec /bin/busybox reboot -f\n';

/** Programs of busybox under their own names, for a person at the console and for the scripts above. */
export const BUSYBOX_NAMES = (
  'sh cat ls ps top free df mount umount mkdir rm cp mv ln grep cut sed awk head tail sleep usleep date uname hostname id ' +
  'ip ping nc wget httpd ifconfig route netstat echo printf test true false kill killall dmesg insmod lsmod acpid setsid ' +
  'cttyhack uptime tr vi less wc sort find xargs dd md5sum sha256sum stty sync poweroff reboot env mkfifo'
).split(' ');
