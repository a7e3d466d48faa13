#!/usr/bin/env node
/** `gridbox`: the command line of Gridbox. It talks to the API alone, so it may run on any machine that reaches it. */
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
const { main } = await import('../cli/main.ts');
process.exitCode = await main(process.argv);
