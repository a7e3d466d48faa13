/**
 * A stand-in for LSF's commands, for tests of what Gridbox says to them: it behaves as their documentation describes and runs the jobs
 * for real, one file a job in LSF_ENVDIR. It is no LSF.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env['LSF_ENVDIR'] ?? '';
const [command = '', ...args] = process.argv.slice(2);
const file = (id) => join(folder, `job-${id}.json`);
const load = (id) => (existsSync(file(id)) ? JSON.parse(readFileSync(file(id), 'utf8')) : undefined);
const save = (job) => {
  const part = `${file(job.id)}.${process.pid}`;
  writeFileSync(part, JSON.stringify(job));
  renameSync(part, file(job.id));
};
const closed = () => existsSync(join(folder, 'closed'));
const fail = (words, code = 255) => {
  process.stderr.write(`${words}\n`);
  process.exit(code);
};
const now = () => {
  const [, month, day, year, time] = new Date().toString().split(' ');
  return `${month} ${day} ${time} ${year}`;
};

/** Starts what waits, as the scheduler would at its next look. */
function dispatch() {
  if (closed()) return;
  for (const name of readdirSync(folder).filter((each) => /^job-\d+\.json$/.test(each))) {
    const job = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    if (job.stat !== 'PEND') continue;
    save({ ...job, stat: 'RUN', start: now() });
    spawn(process.execPath, [import.meta.filename ?? process.argv[1], 'run', String(job.id)], {
      detached: true,
      stdio: 'ignore',
      env: process.env,
    }).unref();
  }
}

const jobsOf = (stat) =>
  readdirSync(folder)
    .filter((name) => /^job-\d+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter((job) => job.stat === stat);

const commands = {
  bsub() {
    const options = {};
    for (let at = 0; at < args.length; at += 2) options[args[at]] = args[at + 1];
    if (options['-q'] !== undefined && options['-q'] !== 'atlas')
      fail(`${options['-q']}: No such queue. Job not submitted.`);
    const id = 1 + readdirSync(folder).filter((name) => name.startsWith('job-')).length;
    save({
      id,
      stat: 'PEND',
      queue: options['-q'] ?? 'normal',
      out: options['-o'],
      err: options['-e'],
      submit: now(),
      description: options['-Jd'],
      script: readFileSync(0, 'utf8'),
    });
    dispatch();
    process.stdout.write(`Job <${id}> is submitted to queue <${options['-q'] ?? 'normal'}>.\n`);
  },
  /** In place of the execution daemon. */
  run() {
    const job = load(args[0]);
    const out = openSync(job.out, 'a');
    const err = openSync(job.err, 'a');
    // As LSF does, the script is spooled first: the job's own input is not its script.
    const script = join(folder, `script-${job.id}`);
    writeFileSync(script, job.script);
    const child = spawn('/bin/sh', [script], {
      detached: true,
      stdio: ['ignore', out, err],
      env: { PATH: process.env['PATH'], LSB_JOBID: String(job.id) },
    });
    save({ ...load(args[0]), pid: child.pid });
    child.on('close', (code, signal) => {
      closeSync(out);
      closeSync(err);
      const exit = signal === null ? code : 143;
      save({
        ...load(args[0]),
        stat: exit === 0 ? 'DONE' : 'EXIT',
        exit: exit === 0 ? '' : String(exit),
        finish: now(),
      });
    });
  },
  bjobs() {
    dispatch();
    const wanted = args.indexOf('-Jd') === -1 ? undefined : args[args.indexOf('-Jd') + 1];
    const ids =
      wanted === undefined
        ? args.slice(args.indexOf('-o') + 2)
        : readdirSync(folder)
            .flatMap((name) => /^job-(\d+)\.json$/.exec(name)?.[1] ?? [])
            .filter((id) => load(id).description === wanted);
    if (wanted !== undefined && ids.length === 0) fail('No matching job found');
    const records = ids.map((id) => {
      const job = load(id);
      if (job === undefined) return { JOBID: id, ERROR: `Job <${id}> is not found` };
      return {
        JOBID: id,
        STAT: job.stat,
        QUEUE: job.queue,
        EXEC_HOST: job.start === undefined ? '' : 'host-1',
        EXIT_CODE: job.exit ?? '',
        SUBMIT_TIME: job.submit,
        START_TIME: job.start ?? '',
        FINISH_TIME: job.finish === undefined ? '' : `${job.finish} L`,
        PEND_REASON: job.stat === 'PEND' ? 'New job is waiting for scheduling;' : '',
      };
    });
    process.stdout.write(JSON.stringify({ COMMAND: 'bjobs', JOBS: records.length, RECORDS: records }));
  },
  bhosts() {
    const [used, status] = [jobsOf('RUN').length, closed() ? 'closed_Adm' : 'ok'];
    const record = { HOST_NAME: 'host-1', STATUS: status, MAX: '4', NJOBS: String(used) };
    process.stdout.write(JSON.stringify({ COMMAND: 'bhosts', HOSTS: 1, RECORDS: [record] }));
  },
  bqueues() {
    const record = { QUEUE_NAME: 'atlas', STATUS: 'Open:Active' };
    process.stdout.write(JSON.stringify({ COMMAND: 'bqueues', QUEUES: 1, RECORDS: [record] }));
  },
  bkill() {
    const job = load(args[0]) ?? fail(`Job <${args[0]}>: No matching job found`);
    if (job.stat === 'DONE' || job.stat === 'EXIT') fail(`Job <${args[0]}>: Job has already finished`);
    if (job.pid === undefined) save({ ...job, stat: 'EXIT', exit: '130', finish: now() });
    else process.kill(-job.pid, 'SIGTERM');
    process.stdout.write(`Job <${args[0]}> is being terminated\n`);
  },
  bstop() {
    const job = load(args[0]) ?? fail(`Job <${args[0]}>: No matching job found`);
    save({ ...job, stat: job.stat === 'PEND' ? 'PSUSP' : 'USUSP' });
  },
  bresume() {
    const job = load(args[0]) ?? fail(`Job <${args[0]}>: No matching job found`);
    save({ ...job, stat: 'PEND' });
    dispatch();
  },
};
(commands[command] ?? (() => fail(`${command}: command not found`, 127)))();
