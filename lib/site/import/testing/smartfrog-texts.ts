/** For tests of the SmartFrog import. */
import { importSmartfrog } from '../smartfrog/import-smartfrog';

/** The attributes of one domain in a system, around which everything else is as it should be. */
export const system = (body: string, before = ''): string => `${before}
Disk extends LoopbackStorageBackend { baseImage "/data/slc4.img"; }
sfConfig extends Compound { site "test"; sfProcessHost "box1";
  wn extends XenDomain { memory 512; disk extends Disk; storageBackend LAZY disk; ${body} } }`;

/** Place and sentence of the first problem; there is a draft or a problem, never both. */
export const firstProblem = (text: string): string => {
  const { problems, draft } = importSmartfrog(text);
  if (draft !== undefined) throw new Error('a draft was made');
  const [problem] = problems;
  return problem === undefined ? '' : `${problem.line}:${problem.column} ${problem.message}`;
};
