/**
 * What the guest's own shell does for us: a script that is typed once and kept there, named by its checksum. Pure. It asks for
 * no more than busybox has: sh, cat, head, tail, wc, sed, find, mkdir, rm, mv, setsid, md5sum, base64.
 */
import { createHash } from 'node:crypto';
import { CONSOLE_PAGE_BYTES } from '@/lib/drivers/libvirt/limits';

/** Only root may make anything below /run, so nobody in the guest can put another script in the place of ours. */
export const CONSOLE_FOLDER = '/run/gridbox';

export interface GuestScript {
  readonly folder: string;
  readonly path: string;
  readonly checksum: string;
  readonly text: string;
}

export const md5 = (text: string | Uint8Array): string => createHash('md5').update(text).digest('hex');

/**
 * Called with a tag for the answer, a verb, and the key of a program. Each program has a folder: `id` (process number, start
 * tick, uptime at its start), `in`, `out`, `err`, and `exit`, which stays empty until it has ended by itself.
 *
 * `start` reads its request from the standard input: lines of base64, `.` after each argument, `=` after the last, then the
 * program's input. Asked for again it starts nothing anew. `halt` kills by session, and never a later one of the same number.
 */
export function guestScript(folder = CONSOLE_FOLDER): GuestScript {
  const text = `umask 077
command -v base64 >/dev/null || base64() { busybox base64 "$@"; }
tag=$1 verb=$2 d=${folder}/$3
say() {
  text=$(base64)
  sum=$(printf '%s\\n' "$text" | md5sum)
  printf '{%s %s %s\\n%s\\n}%s\\n' "$tag" \${#text} "\${sum%% *}" "$text" "$tag"
}
look() {
  { read -r stat </proc/$1/stat; } 2>/dev/null || return 1
  set -- \${stat##*) }
  state=$1 session=$4
  shift 9
  since=\${11}
  [ "$state" != Z ]
}
halt() {
  read -r p t u <$d/id || return 0
  look $p && [ "$since" != "$t" ] && return 0
  rounds=0
  while :; do
    left=
    for f in /proc/[0-9]*; do
      look \${f#/proc/} && [ "$session" = "$p" ] || continue
      left=1
      kill -KILL \${f#/proc/} 2>/dev/null
    done
    rounds=$((rounds + 1))
    [ -z "$left" ] || [ $rounds -gt 20 ] && return 0
    [ $rounds -gt 5 ] && sleep 1
  done
}
case $verb in
start)
  if [ -e $d/id ]; then
    cat >/dev/null
  else
    find ${folder} -mindepth 1 -maxdepth 1 -type d -mtime +1 -exec rm -rf {} +
    mkdir -p $d
    cat >$d/request
    sum=$(md5sum <$d/request)
    [ "\${sum%% *}" = "$4" ] || { echo damaged | say; exit 0; }
    sed '1,/^=$/d' $d/request | base64 -d >$d/in
    set --
    a=
    while read -r l; do
      case $l in
      =) break ;;
      .) l=$(printf %s "$a" | base64 -d; echo .); set -- "$@" "\${l%.}"; a= ;;
      *) a=$a$l ;;
      esac
    done <$d/request
    cd /
    umask 022
    setsid sh -c '"$@" 3>&-; echo "$?" >&3' sh "$@" <$d/in >$d/out 2>$d/err 3>$d/exit &
    p=$!
    since=-
    look $p
    read -r u rest </proc/uptime
    echo "$p $since $u" >$d/id
  fi
  read -r p t u <$d/id
  echo "started $p" | say
  ;;
read)
  if [ ! -e $d/id ]; then
    echo unknown | say
  else
    read -r p t u <$d/id
    if [ ! -s $d/exit ] && look $p && [ "$since" = "$t" ]; then
      read -r now rest </proc/uptime
      echo "running $u $now" | say
    else
      code=-
      [ -s $d/exit ] && read -r code <$d/exit
      o=$(wc -c <$d/out)
      e=$(wc -c <$d/err)
      { echo "ended $code $o $e"; [ $((o + e)) -gt ${CONSOLE_PAGE_BYTES} ] || cat $d/out $d/err; } | say
    fi
  fi
  ;;
page) tail -c +$5 $d/$4 | head -c ${CONSOLE_PAGE_BYTES} | say ;;
stop)
  halt
  echo stopped | say
  ;;
end)
  halt
  rm -rf $d
  echo ended | say
  ;;
esac
exit 0
`;
  const checksum = md5(text);
  const NAME_DIGITS = 12;
  return { folder, path: `${folder}/${checksum.slice(0, NAME_DIGITS)}`, checksum, text };
}
