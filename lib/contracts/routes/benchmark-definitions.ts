import { z } from 'zod';
import {
  BenchmarkChecked,
  BenchmarkDetail,
  CheckBenchmark,
  CreateBenchmark,
  RetireBenchmark,
} from '../benchmark-definitions';
import { BenchmarkIdSchema } from '../benchmarks';
import { route, v1 } from './route';

const params = z.object({ id: BenchmarkIdSchema });

export const benchmarkDefinitionRoutes = {
  createBenchmark: route({
    id: 'createBenchmark',
    method: 'POST',
    path: `${v1}/benchmarks`,
    tag: 'Benchmarks',
    summary: 'Write a benchmark of a new name',
    access: 'benchmarks:review',
    body: CreateBenchmark,
    response: BenchmarkDetail,
    status: 201,
  }),
  checkBenchmark: route({
    id: 'checkBenchmark',
    method: 'POST',
    keepsNothing: true,
    path: `${v1}/benchmarks/check`,
    tag: 'Benchmarks',
    summary: 'What is wrong with a definition, by line and field; nothing is kept',
    access: 'benchmarks:review',
    body: CheckBenchmark,
    response: BenchmarkChecked,
    status: 200,
  }),
  getBenchmark: route({
    id: 'getBenchmark',
    method: 'GET',
    path: `${v1}/benchmarks/{id}`,
    tag: 'Benchmarks',
    summary: 'One version of a benchmark with its definition and the other versions',
    access: 'benchmarks:read',
    params,
    response: BenchmarkDetail,
    status: 200,
  }),
  getBenchmarkDefinition: route({
    id: 'getBenchmarkDefinition',
    method: 'GET',
    path: `${v1}/benchmarks/{id}/definition`,
    tag: 'Benchmarks',
    summary: 'The definition as a YAML file',
    access: 'benchmarks:read',
    params,
    file: ['application/yaml'],
    status: 200,
  }),
  addBenchmarkVersion: route({
    id: 'addBenchmarkVersion',
    method: 'POST',
    path: `${v1}/benchmarks/{id}/versions`,
    tag: 'Benchmarks',
    summary: 'Write the next version, from the one in the path; a conflict where somebody else was faster',
    access: 'benchmarks:review',
    params,
    body: CreateBenchmark,
    response: BenchmarkDetail,
    status: 201,
  }),
  retireBenchmark: route({
    id: 'retireBenchmark',
    method: 'POST',
    path: `${v1}/benchmarks/{id}/retire`,
    tag: 'Benchmarks',
    summary: 'Offer a benchmark no more; its runs stay',
    access: 'benchmarks:review',
    params,
    body: RetireBenchmark,
    response: BenchmarkDetail,
    status: 200,
  }),
} as const;
