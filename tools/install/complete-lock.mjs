/**
 * Adds to package-lock.json the packages for other platforms that npm leaves out where a registry does not carry them.
 * `npm ci` refuses a lock without them, on every platform. Run after a change of dependencies: `npm run lock`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = [
  'darwin',
  'linux',
  'win32',
  'windows',
  'freebsd',
  'openbsd',
  'netbsd',
  'sunos',
  'aix',
  'android',
  'openharmony',
  'wasm32',
  'wasm',
];
const PROCESSORS = {
  x64: 'x64',
  x86_64: 'x64',
  arm64: 'arm64',
  aarch64: 'arm64',
  armv7: 'arm',
  arm: 'arm',
  ia32: 'ia32',
  riscv64: 'riscv64',
  ppc64: 'ppc64',
  ppc64le: 'ppc64',
  s390x: 's390x',
  loong64: 'loong64',
  loongarch64: 'loong64',
  mips64el: 'mips64el',
  mips64le: 'mips64el',
  mipsel: 'mipsel',
  wasm32: 'wasm32',
};

/**
 * Optional packages that the lock names and does not hold.
 * @param {{ packages: Record<string, { optionalDependencies?: Record<string, string> | undefined }> }} lock
 * @returns {{ parent: string, name: string, version: string }[]}
 */
export function missingOptional(lock) {
  const missing = [];
  for (const [parent, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isHeld(lock.packages, parent, name)) missing.push({ parent, name, version });
    }
  }
  return missing;
}

/** A package is looked for beside its parent, then further up, as Node does. */
function isHeld(packages, parent, name) {
  if (packages[`node_modules/${name}`] !== undefined) return true;
  for (let at = parent; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at}/node_modules/${name}`] !== undefined) return true;
  }
  return false;
}

/** `@next/swc-win32-x64-msvc` → `{ os: ['win32'], cpu: ['x64'] }`; what the name does not say is left open. */
export function platformOf(name) {
  const words = name.replace(/^@[^/]+\//, '').split(/[-.]/);
  const system = words.find((word) => SYSTEMS.includes(word));
  const processor = words.map((word) => PROCESSORS[word]).find((word) => word !== undefined);
  return {
    ...(processor === undefined ? {} : { cpu: [processor] }),
    ...(words.some((word) => word.startsWith('musl')) ? { libc: ['musl'] } : {}),
    ...(words.some((word) => word.startsWith('gnu')) ? { libc: ['glibc'] } : {}),
    ...(system === undefined || system.startsWith('wasm') ? {} : { os: [system === 'windows' ? 'win32' : system] }),
  };
}

/** @returns {number} how many were added */
function completeLock(file) {
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingOptional(lock);
  for (const { parent, name, version } of missing) {
    const top = `node_modules/${name}`;
    const path =
      lock.packages[top] === undefined || lock.packages[top].version === version
        ? top
        : `${parent}/node_modules/${name}`;
    lock.packages[path] = { version, ...platformOf(name), optional: true };
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  if (missing.length > 0) writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
  return missing.length;
}

if (process.argv[1]?.endsWith('complete-lock.mjs')) {
  console.log(`${completeLock('package-lock.json')} packages for other platforms added to package-lock.json`);
}
