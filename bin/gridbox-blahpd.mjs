#!/usr/bin/env node
/** `gridbox-blahpd`: what a Computing Element drives in place of a `blahpd`. See docs/batch.md. */
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
const { main } = await import('../lib/batch/blahpd/main.ts');
process.exitCode = await main(process.argv);
