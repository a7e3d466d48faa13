/** Packages of an image, from what the programs that installed them wrote down. Pure. */

export interface ImagePackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** dpkg's own list (`/var/lib/dpkg/status`), by name. */
export function packagesOfStatus(status: string): ImagePackage[] {
  const found = status.split(/\n\n+/).flatMap((stanza) => {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.+)$`, 'm').exec(stanza)?.[1];
    const [name, version, architecture] = [field('Package'), field('Version'), field('Architecture')];
    const installed = field('Status')?.endsWith(' installed') === true;
    return installed && name !== undefined && version !== undefined && architecture !== undefined
      ? [{ name, version, architecture }]
      : [];
  });
  return found.toSorted(byName);
}

/** Names of downloaded archives, a line each. @example packagesOfArchives('dash_0.5_amd64.deb\n') */
export function packagesOfArchives(names: string): ImagePackage[] {
  return names
    .split('\n')
    .flatMap((line) => {
      const [, name, version, architecture] = /^([^_]+)_([^_]+)_([^_]+)\.deb$/.exec(line) ?? [];
      return name === undefined || version === undefined || architecture === undefined
        ? []
        : [{ name, version: decodeURIComponent(version), architecture }];
    })
    .toSorted(byName);
}

const byName = (a: ImagePackage, b: ImagePackage): number => {
  const [one, other] = [`${a.name} ${a.architecture}`, `${b.name} ${b.architecture}`];
  return one < other ? -1 : one > other ? 1 : 0;
};
