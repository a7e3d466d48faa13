/**
 * The agent half as a process. The size of libuv's thread pool is read when the first thread is needed, so it is set before
 * anything else is loaded: hashing and file reads must not queue behind a library call that sits in one of four threads.
 */
import process from 'node:process';

process.env['UV_THREADPOOL_SIZE'] ??= '32';
const { runAgent } = await import('./run-agent');
await runAgent();
