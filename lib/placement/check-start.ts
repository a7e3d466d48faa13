import { describeRefusal, type Refusal } from '@/lib/domain/refusals';
import { type Fit, type FitCheck, FPSWA, GUEST_MODE, PARAVIRTUAL_KERNEL } from './checks/guest-fit-checks';

/**
 * Only what is certain to end badly: everything else (memory, storage, hardware help) the hypervisor judges better than an
 * inventory that is seconds old, and says so when it is asked to start.
 */
const START_CHECKS: readonly FitCheck[] = [GUEST_MODE, PARAVIRTUAL_KERNEL, FPSWA];

/** Why the host cannot run this guest; empty where nothing is known against a start. */
export const checkStart = (fit: Fit): readonly Refusal[] => START_CHECKS.flatMap((check) => check.find(fit));

/**
 * The first of these reasons with its remedy, as a disabled button and a refused start say it.
 * @example unfitSentence(refusals) // 'dempsey-02 runs Xen 4.17.3, which dropped paravirtual 2.4 kernels; … Give the guest a 2.6 Xen kernel …'
 */
export function unfitSentence(refusals: readonly Refusal[]): string | undefined {
  const [first] = refusals;
  if (first === undefined) return undefined;
  const { sentence, remedy } = describeRefusal(first);
  return [sentence, remedy].filter((part) => part !== undefined).join(' ');
}
