/**
 * What descriptions include: the components of SmartFrog and SmartDomains that are understood, written for Gridbox by their
 * published names. Nothing is read from a disk, and no class is loaded.
 */
import { parseSmartfrog } from './parse-smartfrog';
import type { Attribute } from './syntax';

const TEXT = `
Prim extends { sfClass "org.smartfrog.sfcore.prim.PrimImpl"; }
Compound extends Prim { sfClass "org.smartfrog.sfcore.compound.CompoundImpl"; }
Parallel extends Compound { sfClass "org.smartfrog.sfcore.workflow.combinators.Parallel"; asynchCreateChild true; }
Sequence extends Compound { sfClass "org.smartfrog.sfcore.workflow.combinators.Sequence"; }
Schema extends Prim { sfClass "org.smartfrog.sfcore.languages.sf.predicates.BasePredicate"; }
Shell extends Prim { sfClass "org.smartfrog.services.shellscript.Bash"; }
BashShell extends Shell {}
StorageBackend extends Prim { sfClass "StorageBackend"; }
LoopbackStorageBackend extends StorageBackend {}
LVMStorageBackend extends StorageBackend {}
XenDomain extends Prim { sfClass "XenDomain"; }
`;

let prelude: readonly Attribute[] | undefined;
export const preludeAttributes = (): readonly Attribute[] => (prelude ??= parseSmartfrog(TEXT).attributes);

/** Is this what the prelude stands for? The names of SmartFrog's and SmartDomains' own files. */
export const isBundled = (file: string): boolean =>
  /^\/?org\/(smartfrog|smartdomains)\/[A-Za-z0-9_./-]+\.sf$/.test(file) && !file.includes('..');
