/**
 * The threads in which libvirt calls run. They are workers of our own, not libuv's pool: a call that never returns
 * then costs one thread of ours, while files, name look-ups and cryptography of the process go on.
 *
 * A worker makes the call and, where it fails, asks `virGetLastError` on that same thread.
 */
import { Worker } from 'node:worker_threads';
import { MAX_NATIVE_THREADS, MIN_NATIVE_THREADS } from '@/lib/drivers/libvirt/limits';
import {
  NativeFailure,
  type NativeFailureRecord,
  type NativeOperations,
  type OperationName,
} from '@/lib/drivers/libvirt/ffi/operations';

interface Job {
  readonly operation: OperationName;
  readonly payload: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  /** Its caller has gone; it no longer counts against the bound. */
  stuck: boolean;
}

export interface NativeCall<T> {
  /** Settles when the native call returns, however late. Rejects with {@link NativeFailure}. */
  readonly done: Promise<T>;
  /** The caller waits no more: a job still in the queue is dropped, a running one keeps its thread but not its place. */
  giveUp(): void;
}

interface ThreadReply {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: NativeFailureRecord;
}

export class NativeThreadPool {
  readonly #threads = new Set<Thread>();
  readonly #queue: Job[] = [];
  readonly #maxThreads: number;
  #stopping = false;
  #jobNumber = 0;

  constructor(options: { readonly maxThreads?: number } = {}) {
    this.#maxThreads = options.maxThreads ?? MAX_NATIVE_THREADS;
  }

  /** Calls that were given up and have not returned, and threads in all: for health pages and tests. */
  get figures(): { readonly threads: number; readonly stuck: number; readonly queued: number } {
    return {
      threads: this.#threads.size,
      stuck: [...this.#threads].filter((thread) => thread.stuck).length,
      queued: this.#queue.length,
    };
  }

  run<K extends OperationName>(
    operation: K,
    payload: NativeOperations[K]['in'],
  ): NativeCall<NativeOperations[K]['out']> {
    let job: Job | undefined;
    const done = new Promise<NativeOperations[K]['out']>((resolve, reject) => {
      job = { operation, payload, resolve, reject };
      if (this.#stopping) reject(stopped(operation));
      else this.#dispatch(job);
    });
    return {
      done,
      giveUp: () => {
        if (job !== undefined) this.#giveUp(job);
      },
    };
  }

  /** Ends idle threads at once and busy ones when their call returns. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const job of this.#queue.splice(0)) job.reject(stopped(job.operation));
    const idle = [...this.#threads].filter((thread) => thread.job === undefined);
    for (const thread of this.#threads) if (thread.job !== undefined) thread.worker.unref();
    await Promise.all(idle.map((thread) => this.#end(thread)));
  }

  #dispatch(job: Job): void {
    // The thread used last comes last in the set and is taken first, so that seldom-used threads stay idle and can end.
    const idle = [...this.#threads].findLast((thread) => thread.job === undefined);
    if (idle !== undefined) this.#start(idle, job);
    else if (this.#counted() < this.#maxThreads) this.#start(this.#spawn(), job);
    else this.#queue.push(job);
  }

  #counted(): number {
    let counted = 0;
    for (const thread of this.#threads) if (!thread.stuck) counted += 1;
    return counted;
  }

  #start(thread: Thread, job: Job): void {
    thread.job = job;
    thread.worker.ref();
    this.#jobNumber += 1;
    thread.worker.postMessage({ id: this.#jobNumber, operation: job.operation, payload: job.payload });
  }

  #spawn(): Thread {
    const worker = new Worker(new URL('./thread/native-thread.mjs', import.meta.url), {
      name: 'libvirt',
      // Not the parent's loaders: the file is plain JavaScript and a thread should be small.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 2 },
    });
    const thread: Thread = { worker, job: undefined, stuck: false };
    worker.on('message', (reply: ThreadReply) => this.#finish(thread, reply));
    worker.on('error', (error) => this.#lose(thread, error));
    worker.on('exit', () => this.#lose(thread, new Error('the native thread ended')));
    this.#threads.add(thread);
    return thread;
  }

  #finish(thread: Thread, reply: ThreadReply): void {
    const job = thread.job;
    thread.job = undefined;
    thread.stuck = false;
    thread.worker.unref();
    if (reply.failure === undefined) job?.resolve(reply.value);
    else job?.reject(new NativeFailure(reply.failure));
    const next = this.#queue.shift();
    if (next !== undefined) this.#start(thread, next);
    else if (this.#stopping || this.#threads.size > Math.max(this.#maxThreads, MIN_NATIVE_THREADS))
      void this.#end(thread);
  }

  #giveUp(job: Job): void {
    const queued = this.#queue.indexOf(job);
    if (queued >= 0) {
      this.#queue.splice(queued, 1);
      job.reject(stopped(job.operation));
      return;
    }
    for (const thread of this.#threads) {
      if (thread.job !== job || thread.stuck) continue;
      thread.stuck = true;
      // A stuck call must not keep the process from ending by itself.
      thread.worker.unref();
      const next = this.#queue.shift();
      if (next !== undefined) this.#dispatch(next);
    }
  }

  #lose(thread: Thread, error: Error): void {
    this.#threads.delete(thread);
    thread.job?.reject(
      new NativeFailure({
        functionName: thread.job.operation,
        code: 0,
        domain: 0,
        message: error.message,
        connectionLost: false,
      }),
    );
    thread.job = undefined;
  }

  async #end(thread: Thread): Promise<void> {
    this.#threads.delete(thread);
    await thread.worker.terminate();
  }
}

function stopped(operation: string): NativeFailure {
  return new NativeFailure({
    functionName: operation,
    code: 0,
    domain: 0,
    message: 'the call was dropped before it began',
    connectionLost: false,
  });
}
