import { describe, expect, it } from 'vitest';
import { ABILITIES } from './abilities';
import { DOCUMENTED } from './documented/documented';
import { SOURCES } from './sources';
import { TECHNOLOGIES, TECHNOLOGY_WORDS } from './technologies';

const cells = TECHNOLOGIES.flatMap((technology) =>
  ABILITIES.map((ability) => ({ at: `${technology} ${ability}`, ...DOCUMENTED[technology][ability] })),
);

/** Words of a cell stand in a column a tenth of a screen wide. */
const WORDS_MAX = 40;

describe('what is documented', () => {
  it('is every ability of every technology, each with its source and a sentence', () => {
    expect(cells).toHaveLength(TECHNOLOGIES.length * ABILITIES.length);
    expect(cells.length).toBeGreaterThanOrEqual(160);
    for (const { at, claim, note, sources } of cells) {
      expect(sources.length, at).toBeGreaterThan(0);
      for (const id of sources) expect(SOURCES[id]?.title, at).toMatch(/\S/);
      expect(note, at).toMatch(/^\S.*\.$/);
      expect(claim.words, at).toMatch(/\S/);
      expect(claim.words.length, at).toBeLessThanOrEqual(WORDS_MAX);
    }
  });

  it('cites every source somewhere, and names no two alike', () => {
    const cited = new Set(cells.flatMap(({ sources }) => sources));
    expect(Object.keys(SOURCES).filter((id) => !cited.has(id as keyof typeof SOURCES))).toEqual([]);
    const titles = Object.values(SOURCES).map((source) => source.title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const source of Object.values(SOURCES)) if ('url' in source) expect(URL.canParse(source.url)).toBe(true);
  });

  it('never says yes or no where it says that nobody knows', () => {
    const unknown = cells.filter(({ claim }) => claim.verdict === 'unknown');
    expect(unknown.length).toBeGreaterThan(0);
    for (const { at, claim } of unknown) expect(claim.words, at).toBe('Not known');
    expect(cells.filter(({ claim }) => claim.words === 'Not known')).toHaveLength(unknown.length);
  });

  it('says what the report says: GSX and Virtual Server hosted, Xen and ESX on the metal; 32 bits and one CPU', () => {
    const verdicts = (ability: (typeof ABILITIES)[number]) =>
      Object.fromEntries(TECHNOLOGIES.map((each) => [each, DOCUMENTED[each][ability].claim.verdict]));
    const hosted = Object.fromEntries(TECHNOLOGIES.map((each) => [each, DOCUMENTED[each].hosted.claim.words]));
    expect(hosted).toEqual({
      'xen-pv': 'On the metal',
      'xen-pvh': 'On the metal',
      'xen-hvm': 'On the metal',
      'xen-ia64': 'On the metal',
      'qemu-kvm': 'Hosted',
      'vmware-esx': 'On the metal',
      'vmware-gsx': 'Hosted',
      'virtual-server': 'Hosted',
      'hyper-v': 'On the metal',
      'libvirt-test': 'In memory',
    });
    expect(verdicts('64-bit')).toMatchObject({ 'virtual-server': 'no', 'hyper-v': 'yes' });
    expect(verdicts('smp')).toMatchObject({ 'virtual-server': 'no', 'hyper-v': 'yes' });
  });

  it('has words for every technology', () => {
    for (const technology of TECHNOLOGIES) {
      const words = TECHNOLOGY_WORDS[technology];
      expect(words.about).toMatch(/\.$/);
      expect(words.shortName.length).toBeLessThanOrEqual(14);
      expect(words.modes.length).toBeGreaterThan(0);
    }
  });
});
