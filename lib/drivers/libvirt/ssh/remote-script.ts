/**
 * What the other end runs: one small script for its `sh`, sent by standard input. Words from outside stand in it as base64 alone,
 * whose letters mean nothing to a shell. It needs what every Linux has: /proc, coreutils or busybox, and setsid.
 */
import { DriverError } from '@/lib/drivers/errors';
import { MOST_OUTPUT_BYTES } from '@/lib/drivers/libvirt/program-end';
import type { GuestProgram } from '@/lib/drivers/port';

/** Whom programs run as where one signs in as root: the first of these that is there. */
const ORDINARY_USERS = 'gridbox-bench nobody';

/** Hands its words on as they are, and writes last how it ended where its user could not: file 3 was opened before. */
const SUPERVISE = `'"$@" 3>&-; echo "$?" >&3'`;

/** Its first line is told by the mark: what the user's own start-up files write comes before. */
const COMMON = String.raw`
say() { printf '%s %s\n' "$mark" "$*"; }
fail() { say fail "$@"; exit 0; }
decode() { printf %s "$1" | base64 -d; }
# Words of /proc/N/stat from the state on: the name before it may hold anything, line breaks too.
stat_of() {
  line=
  while IFS= read -r part || [ -n "$part" ]; do line="$line $part"; done 2>/dev/null <"/proc/$1/stat" || return 1
  [ -n "$line" ] || return 1
  set -f
  set -- ${'$'}{line##*) }
  set +f
  state=$1 group=$3 session=$4
  shift 19
  ticks=$1
}
lives() { stat_of "$1" && [ "$state" != Z ] && [ "$state" != X ]; }
LC_ALL=C
export LC_ALL
PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export PATH
umask 077
for name in base64 setsid id tail tr wc find env; do command -v "$name" >/dev/null || fail missing "$name"; done
[ -r /proc/self/stat ] || fail missing /proc
me=$(id -u)
folder=/var/tmp/gridbox-ssh-programs-$me
own=$folder/$key
`;

/** Not below /tmp, which is memory on some machines: a benchmark of the disk writes its file here. */
const START = String.raw`
mkdir -m 711 "$folder" 2>/dev/null
[ -d "$folder" ] && [ ! -L "$folder" ] && [ -O "$folder" ] || fail folder "$folder"
chmod 711 "$folder" || fail folder "$folder"
# What nobody asked after for two days is a dead agent's. Too short: a run that waits for its agent would lose its output.
find "$folder" -mindepth 1 -maxdepth 1 -mtime +1 -exec rm -rf {} + 2>/dev/null
user= drop=
if [ "$me" = 0 ]; then
  for name in ${ORDINARY_USERS}; do
    uid=$(id -u "$name" 2>/dev/null) && gid=$(id -g "$name" 2>/dev/null) && [ "$uid" != 0 ] && [ "$gid" != 0 ] || continue
    drop="setpriv --reuid=$uid --regid=$gid --clear-groups --inh-caps=-all --no-new-privs"
    [ "$($drop id -u 2>/dev/null)" = "$uid" ] && user=$uid:$gid && break
  done
  [ -n "$user" ] || fail root
fi
mkdir -m 711 "$own" && mkdir -m 700 "$own/work" && chmod 711 "$own" || fail folder "$own"
[ -z "$user" ] || chown "$user" "$own/work" || fail folder "$own"
decode "$input" >"$own/stdin" && : >"$own/stdout" && : >"$own/stderr" && : >"$own/exit" || fail folder "$own"
cd "$own/work" || fail folder "$own"
set --
for word in $words; do
  # A dot holds line breaks at the end, which are cut off otherwise.
  word=$(decode "${'$'}{word#_}"; echo .)
  set -- "$@" "${'$'}{word%.}"
done
# In a session of its own; before it begins it says by its stat who it is, and closes what it said that on.
begun=$(
  exec 4>&1
  setsid sh -c 'cat /proc/$$/stat >&4; exec 4>&-; exec "$@"' sh \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$own/work" TMPDIR="$own/work" LC_ALL=C \
    $drop /bin/sh -c ${SUPERVISE} sh "$@" \
    <"$own/stdin" >"$own/stdout" 2>"$own/stderr" 3>"$own/exit" &
)
pid=${'$'}{begun%% *}
case $pid in '' | *[!0-9]*) fail start ;; esac
set -f
set -- ${'$'}{begun##*) }
set +f
shift 19
printf '%s %s\n' "$pid" "$1" >"$own/start"
say started "$pid"
`;

const READ = String.raw`
[ -f "$own/exit" ] && [ -f "$own/start" ] || fail unknown
code=$(cat "$own/exit")
if [ -z "$code" ]; then
  read -r pid began <"$own/start"
  if lives "$pid" && [ "$ticks" = "$began" ]; then
    say running
    exit 0
  fi
  # It may have ended between the two looks. Where it left no word it was killed with all of its session, or the machine was.
  code=$(cat "$own/exit")
fi
say ended "${'$'}{code:--}" $(wc -c <"$own/stdout") $(wc -c <"$own/stderr")
for name in stdout stderr; do
  tail -c ${MOST_OUTPUT_BYTES} "$own/$name" | base64 | tr -d '\n'
  echo
done
`;

const END = String.raw`
left() {
  for each in /proc/[0-9]*; do
    each=${'$'}{each#/proc/}
    lives "$each" && { [ "$session" = "$pid" ] || [ "$group" = "$pid" ]; } && echo "$each"
  done
  return 0
}
if [ -f "$own/start" ]; then
  read -r pid began <"$own/start"
  # Another process by this number: the kernel gives no number away that a session still bears, so ours is gone whole.
  if ! stat_of "$pid" || [ "$ticks" = "$began" ]; then
    tries=0
    while members=$(left) && [ -n "$members" ]; do
      kill -KILL $members 2>/dev/null
      tries=$((tries + 1))
      # The kernel ends killed processes at once unless they sit in a disk; whoever waits longer would hold a cancel up.
      [ "$tries" -lt 60 ] || fail stays "$pid"
      sleep 0.05
    done
  fi
fi
`;
const FORGET = 'rm -rf "$own"\n';
const OVER = 'say over\n';

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** @param mark begins the answer; letters and digits. @param key of the program's folder; digits and dashes. */
const script = (mark: string, values: Readonly<Record<string, string>>, body: string): string => {
  const given = Object.entries({ mark, ...values }).map(([name, value]) => `${name}='${value}'\n`);
  // In braces: all of it is read before the first command could read of it.
  return `{\n${given.join('')}${COMMON}${body}exit 0\n}\n`;
};

/** @throws DriverError `refused` for words that no program can be given. */
export function startScript(mark: string, key: string, program: GuestProgram): string {
  if (program.argv.some((word) => word.includes('\0')))
    throw new DriverError('refused', 'The program could not be started: a word of it holds a zero byte.');
  // With a sign before each: an empty word is one too.
  const words = program.argv.map((word) => `_${base64(word)}`).join(' ');
  return script(mark, { key, words, input: base64(program.input ?? '') }, START);
}

export const readScript = (mark: string, key: string): string => script(mark, { key }, READ);
export const endScript = (mark: string, key: string): string => script(mark, { key }, `${END}${FORGET}${OVER}`);

/** Kills as `endScript` does, and leaves what was written. */
export const stopScript = (mark: string, key: string): string => script(mark, { key }, `${END}${OVER}`);
