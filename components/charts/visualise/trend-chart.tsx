'use client';
import { CartesianGrid, ComposedChart, ErrorBar, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { TrendDot, TrendModel } from '../analysis-models';
import { Mark } from './mark';
import { Reading } from './reading';
import { sideTitle, TICK } from './tick';

const LOOKS = {
  usual: { shape: 'circle', colour: 'var(--vo-1)', hollow: false },
  extraordinary: { shape: 'diamond', colour: 'var(--vo-2)', hollow: false },
  contaminated: { shape: 'triangle', colour: 'var(--vo-6)', hollow: true },
} as const;
export const trendLook = (kind: TrendDot['kind']) => LOOKS[kind];

/** Draws a prepared model and decides nothing. Hovering, or the arrow keys while it has the focus, go from run to run. */
export function TrendChart({ model, height = 300 }: { readonly model: TrendModel; readonly height?: number }) {
  const { x, y, dots } = model;
  const data = dots.map((dot) => ({
    x: dot.x,
    value: dot.value,
    errors: [dot.value - dot.low, dot.high - dot.value],
  }));
  const wordsOf = (axis: TrendModel['x']) => (value: number) =>
    axis.ticks.find((tick) => tick.value === value)?.words ?? '';
  return (
    <ComposedChart
      responsive
      data={data}
      title={model.title}
      desc={model.summary}
      margin={{ top: 24, right: 12, bottom: 0, left: 0 }}
      style={{ width: '100%', height }}
    >
      <CartesianGrid stroke="var(--line)" vertical={false} />
      <XAxis
        dataKey="x"
        type="number"
        domain={[x.from, x.to]}
        ticks={x.ticks.map(({ value }) => value)}
        tickFormatter={wordsOf(x)}
        tick={TICK}
        stroke="var(--edge)"
        minTickGap={16}
      />
      <YAxis
        type="number"
        domain={[y.from, y.to]}
        ticks={y.ticks.map(({ value }) => value)}
        tickFormatter={wordsOf(y)}
        tick={TICK}
        stroke="var(--edge)"
        width={80}
        label={sideTitle(y.title)}
      />
      {model.levels.map((level) => (
        <ReferenceLine
          key={level.from}
          segment={[
            { x: level.from, y: level.y },
            { x: level.to, y: level.y },
          ]}
          stroke="var(--muted)"
          strokeWidth={1.5}
        />
      ))}
      {model.changes.map((change) => (
        <ReferenceLine
          key={`change ${change.x}`}
          x={change.x}
          stroke="var(--ink)"
          label={{ value: change.label, position: 'top', fontSize: 11, fill: 'var(--ink)' }}
        />
      ))}
      {model.notes.map((note) => (
        <ReferenceLine
          key={`note ${note.x} ${note.label}`}
          x={note.x}
          stroke="var(--accent)"
          strokeDasharray="2 3"
          label={{ value: '✎', position: 'top', fontSize: 12, fill: 'var(--accent)' }}
        />
      ))}
      <Tooltip isAnimationActive={false} cursor={{ stroke: 'var(--edge)' }} content={<DotReading dots={dots} />} />
      <Line dataKey="value" stroke="none" isAnimationActive={false} activeDot={false} dot={<DotMark dots={dots} />}>
        <ErrorBar dataKey="errors" stroke="var(--edge)" strokeWidth={1.25} width={3} isAnimationActive={false} />
      </Line>
    </ComposedChart>
  );
}

/** Recharts hands the place and the number of the point to whoever draws it. */
function DotMark({
  dots,
  cx,
  cy,
  index = -1,
}: {
  readonly dots: readonly TrendDot[];
  readonly cx?: number;
  readonly cy?: number;
  readonly index?: number;
}) {
  const dot = dots[index];
  return dot === undefined || cx === undefined || cy === undefined ? null : (
    <Mark x={cx} y={cy} size={0.8} {...trendLook(dot.kind)} />
  );
}

function DotReading({
  active,
  label,
  dots,
}: {
  readonly active?: boolean;
  readonly label?: unknown;
  readonly dots: readonly TrendDot[];
}) {
  const dot = dots.find(({ x }) => x === label);
  return active && dot !== undefined ? (
    <Reading title={new Date(dot.x).toLocaleString('en-GB')} words={dot.words} />
  ) : null;
}
