/**
 * What is run in the guest of a campaign's cell besides its command: scripts of our own, each by a name (`$0`) that lists of
 * processes show, with everything that came from somebody as an argument. Pure.
 *
 * They ask for no more than busybox has: sh, mkdir, base64, cat, rm, sha256sum, tar, env, wc, tail, head.
 */

/** In the guest. The domain is deleted with it. */
export const CELL_FOLDER = '/run/gridbox-campaign';

export type GuestStep = 'part' | 'unpack' | 'run' | 'state' | 'sizes' | 'read';
export const guestStepName = (step: GuestStep): string => `gridbox-campaign-${step}`;

/** Another start of the same command has begun it already. */
const BEGUN_ALREADY = 125;

const BASE64 = 'command -v base64 >/dev/null || base64() { busybox base64 "$@"; }\n';

/** The arguments of each: see `cell-programs.ts`. */
export const GUEST_SCRIPTS: Readonly<Record<GuestStep, string>> = {
  /* folder, number; a part of the archive in base64 at the standard input. Sent twice it is the same. */
  part: `${BASE64}umask 077
mkdir -p "$1" && base64 -d >"$1/part-$2"`,
  /* folder, number of parts, SHA-256 of the whole, where to */
  unpack: `i=0
: >"$1/archive" || exit 1
while [ "$i" -lt "$2" ]; do
  cat "$1/part-$i" >>"$1/archive" || exit 1
  i=$((i + 1))
done
sum=$(sha256sum "$1/archive") || exit 1
[ "\${sum%% *}" = "$3" ] || { echo "the archive did not arrive whole" >&2; exit 1; }
mkdir -p "$4" && cd "$4" && tar -xf "$1/archive" && rm -f "$1/archive" "$1"/part-*`,
  /*
   * folder, where it runs, variables and words for env. What it wrote and how it ended stay in files: whoever started it may die.
   * It is begun once, whoever asks again.
   */
  run: `mkdir -p "$1" "$2" || exit 126
mkdir "$1/begun" 2>/dev/null || exit ${BEGUN_ALREADY}
w=$1
cd "$2" || exit 126
shift 2
read -r from rest </proc/uptime
env "$@" >"$w/stdout" 2>"$w/stderr" </dev/null
code=$?
read -r to rest </proc/uptime
echo "ended $code $from $to" >"$w/exit.new" && mv "$w/exit.new" "$w/exit"
exit "$code"`,
  /* folder */
  state: `if [ -f "$1/exit" ]; then cat "$1/exit"; elif [ -d "$1/begun" ]; then echo running; else echo none; fi`,
  /* paths; a line each: bytes, or - where there is no such file */
  sizes: `for p; do if [ -f "$p" ] && [ -r "$p" ]; then wc -c <"$p"; else echo -; fi; done`,
  /* path, byte to begin with (the first is 1), how many */
  read: `${BASE64}tail -c "+$2" "$1" | head -c "$3" | base64`,
};
