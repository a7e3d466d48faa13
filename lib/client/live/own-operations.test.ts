import { afterEach, expect, test } from 'vitest';
import { noteEndedOperation, onOwnFailure, rememberOwnOperation } from './own-operations';

const told: string[] = [];
const stop = onOwnFailure(({ operationId }) => void told.push(operationId));
afterEach(() => void told.splice(0));

test('an own failure is told once, whether it or the answer to its command comes first', () => {
  rememberOwnOperation('late');
  noteEndedOperation({ operationId: 'late', title: 'Start late', state: 'failed' });
  noteEndedOperation({ operationId: 'quick', title: 'Start quick', state: 'failed' });
  expect(told).toEqual(['late']);
  rememberOwnOperation('quick');
  expect(told).toEqual(['late', 'quick']);
});

test("neither a success nor another's failure is told, and nobody after the end", () => {
  rememberOwnOperation('good');
  noteEndedOperation({ operationId: 'good', title: 'Start good', state: 'succeeded' });
  noteEndedOperation({ operationId: 'foreign', title: 'Start foreign', state: 'failed' });
  expect(told).toEqual([]);
  stop();
  rememberOwnOperation('foreign');
  expect(told).toEqual([]);
});
