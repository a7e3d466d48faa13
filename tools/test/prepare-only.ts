/** For checks that run no test: the generated code that types and dead code are checked with. */
import { generateClient } from '@/tools/up/stages/generate-client';

await generateClient();
