/** Says in a sentence what is wrong with this Node, before anything else could fail in a puzzling way. */
const NEEDED = [20, 19];

export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = NEEDED;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return undefined;
  return `Gridbox needs Node ${NEEDED.join('.')} or newer; this is ${version}.`;
}
