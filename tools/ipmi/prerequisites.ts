/** What the test of the power by a management card needs, and the Debian package that brings each. */
import { missingPrograms } from '@/tools/lab/start-lab';
import type { MissingPart } from '@/tools/rig/prerequisites';

/** Empty when a test can start a simulated management card, and ask it. */
export const missingForIpmi = (): MissingPart[] => missingPrograms({ ipmi_sim: 'openipmi', ipmitool: 'ipmitool' });
