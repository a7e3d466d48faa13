import { expect, test } from 'vitest';
import { BOX, layGraph } from './graph-layout';

test('a step stands right of those it waits for, and a line leads from each that it waits for directly', () => {
  const steps = [
    { id: 'net', after: [] },
    { id: 'ce', after: ['net'] },
    { id: 'se', after: ['net'] },
    { id: 'wn', after: ['net', 'ce'] },
  ];
  const { boxes, lines, width, height } = layGraph(steps);
  const at = (id: string) => boxes.find(({ step }) => step.id === id) ?? { x: -1, y: -1 };
  expect(at('ce').x).toBe(at('se').x);
  expect([at('net').x < at('ce').x, at('ce').x < at('wn').x]).toEqual([true, true]);
  // That the worker node waits for the network follows from its waiting for the CE.
  expect(lines.map(({ key }) => key)).toEqual(['net ce', 'net se', 'ce wn']);
  expect([width, height]).toEqual([at('wn').x + BOX.width, at('se').y + BOX.height]);
});

test('nothing to do is an empty picture', () => {
  expect(layGraph([])).toMatchObject({ boxes: [], lines: [] });
});
