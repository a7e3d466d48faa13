/** One object of GLUE 2.0 with its place in the tree. Names of classes and attributes are the schema's, its prefix included. */

/**
 * The classes that are published, each with those that it is made from (first to last) and the attribute that names it in the
 * tree. From GLUE20.schema of Debian's glue-schema 2.0.11.
 */
export const GLUE_CLASSES = {
  AdminDomain: { chain: ['GLUE2Entity', 'GLUE2Domain', 'GLUE2AdminDomain'], key: 'GLUE2DomainID' },
  Location: { chain: ['GLUE2Entity', 'GLUE2Location'], key: 'GLUE2LocationID' },
  Contact: { chain: ['GLUE2Entity', 'GLUE2Contact'], key: 'GLUE2ContactID' },
  /** No object of the model: a branch of the tree, which JSON has no need of. */
  Group: { chain: ['GLUE2Group'], key: 'GLUE2GroupID' },
  ComputingService: { chain: ['GLUE2Entity', 'GLUE2Service', 'GLUE2ComputingService'], key: 'GLUE2ServiceID' },
  ComputingEndpoint: { chain: ['GLUE2Entity', 'GLUE2Endpoint', 'GLUE2ComputingEndpoint'], key: 'GLUE2EndpointID' },
  ComputingShare: { chain: ['GLUE2Entity', 'GLUE2Share', 'GLUE2ComputingShare'], key: 'GLUE2ShareID' },
  ComputingManager: { chain: ['GLUE2Entity', 'GLUE2Manager', 'GLUE2ComputingManager'], key: 'GLUE2ManagerID' },
  ExecutionEnvironment: {
    chain: ['GLUE2Entity', 'GLUE2Resource', 'GLUE2ExecutionEnvironment'],
    key: 'GLUE2ResourceID',
  },
  Benchmark: { chain: ['GLUE2Entity', 'GLUE2Benchmark'], key: 'GLUE2BenchmarkID' },
  MappingPolicy: { chain: ['GLUE2Entity', 'GLUE2Policy', 'GLUE2MappingPolicy'], key: 'GLUE2PolicyID' },
  AccessPolicy: { chain: ['GLUE2Entity', 'GLUE2Policy', 'GLUE2AccessPolicy'], key: 'GLUE2PolicyID' },
  StorageService: { chain: ['GLUE2Entity', 'GLUE2Service', 'GLUE2StorageService'], key: 'GLUE2ServiceID' },
  StorageEndpoint: { chain: ['GLUE2Entity', 'GLUE2Endpoint', 'GLUE2StorageEndpoint'], key: 'GLUE2EndpointID' },
  StorageShare: { chain: ['GLUE2Entity', 'GLUE2Share', 'GLUE2StorageShare'], key: 'GLUE2ShareID' },
} as const;
export type GlueClass = keyof typeof GLUE_CLASSES;

/** Undefined, and a list without anything in it, are attributes that are left out. */
export type GlueValue = string | number | boolean | readonly string[] | undefined;

export interface GlueEntry {
  readonly class: GlueClass;
  readonly id: string;
  /** By the schema's names; without the one that names the entry. */
  readonly attributes: Readonly<Record<string, GlueValue>>;
  /** Below it in the tree. */
  readonly children: readonly GlueEntry[];
}

/** GFD.147's word for a text that has to be there and is not known. */
export const UNDEFINED_TEXT = 'UNDEFINEDVALUE';
/** The same for a truth value, where the schema takes one that is neither. */
export const UNDEFINED_BOOLEAN = 'undefined';

/** The values of an attribute as texts; none: it is left out. LDAP has no empty values. */
export function textsOf(value: GlueValue): readonly string[] {
  if (value === undefined) return [];
  const values = typeof value === 'object' ? value : [String(value)];
  return values.filter((each) => each !== '');
}

/** Instants as GLUE writes them: whole seconds of UTC. @example glueInstant(new Date(0)) // '1970-01-01T00:00:00Z' */
export const glueInstant = (at: Date): string => `${at.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}Z`;

/** How many entries a tree has, itself among them. */
export const countEntries = (entry: GlueEntry): number =>
  entry.children.reduce((sum, child) => sum + countEntries(child), 1);
