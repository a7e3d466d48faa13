'use client';
import { CartesianGrid, ComposedChart, Line, ReferenceLine, Text, Tooltip, XAxis, YAxis } from 'recharts';
import type { Dot, DotsModel } from '../analysis-models';
import { Mark } from './mark';
import { Reading } from './reading';
import { TICK } from './tick';

/** Room of a row: its words above, its dot below. */
const ROW = 40;
/** Room of the axis with its title. */
const FOOT = 44;
/** Where in the row the dot is, as a share of it. */
const DOT_AT = 0.28;

/** Draws a prepared model and decides nothing. The arrow keys, while it has the focus, go from row to row. */
export function DotsChart({ model }: { readonly model: DotsModel }) {
  const { axis, dots } = model;
  const data = dots.map((dot, index) => ({ row: index + DOT_AT, x: dot.value, dot }));
  return (
    <ComposedChart
      responsive
      layout="vertical"
      data={data}
      title={model.title}
      desc={model.summary}
      margin={{ top: 4, right: 12, bottom: 0, left: 12 }}
      style={{ width: '100%', height: dots.length * ROW + FOOT }}
    >
      <CartesianGrid stroke="var(--line)" horizontal={false} />
      <XAxis
        type="number"
        scale={axis.log ? 'log' : 'linear'}
        domain={[axis.from, axis.to]}
        ticks={axis.ticks.map(({ value }) => value)}
        tickFormatter={(value: number) => axis.ticks.find((tick) => tick.value === value)?.words ?? ''}
        tick={TICK}
        stroke="var(--edge)"
        height={FOOT - 8}
        label={{ value: axis.title, position: 'insideBottom', fontSize: 11, fill: 'var(--muted)' }}
      />
      <YAxis type="number" dataKey="row" domain={[-0.5, dots.length - 0.5]} hide />
      {dots.map((dot, index) => (
        <ReferenceLine
          key={`row ${dot.key}`}
          y={index + DOT_AT}
          stroke="var(--line)"
          label={<RowLabel words={dot.label} />}
        />
      ))}
      {model.against === null ? null : <ReferenceLine x={model.against} stroke="var(--ink)" strokeDasharray="4 3" />}
      {dots.map((dot, index) =>
        dot.interval === null ? null : (
          <ReferenceLine
            key={`interval ${dot.key}`}
            segment={[
              { x: dot.interval.low, y: index + DOT_AT },
              { x: dot.interval.high, y: index + DOT_AT },
            ]}
            stroke={`var(--vo-${dot.tone})`}
            strokeWidth={3}
            strokeDasharray={dot.dashed ? '4 3' : ''}
          />
        ),
      )}
      <Tooltip isAnimationActive={false} cursor={{ stroke: 'var(--edge)' }} content={<DotReading dots={dots} />} />
      <Line dataKey="x" stroke="none" isAnimationActive={false} activeDot={false} dot={<DotMark dots={dots} />} />
    </ComposedChart>
  );
}

/** Recharts hands the plot's own box to whoever draws a label. */
function RowLabel({
  words,
  viewBox,
}: {
  readonly words: string;
  readonly viewBox?: { readonly x?: number; readonly y?: number; readonly width?: number };
}) {
  return (
    <Text
      x={viewBox?.x ?? 0}
      y={(viewBox?.y ?? 0) - 9}
      width={viewBox?.width ?? 300}
      maxLines={1}
      fontSize={12}
      fill="var(--ink)"
      verticalAnchor="end"
    >
      {words}
    </Text>
  );
}

/** Recharts hands the place and the number of the point to whoever draws it. */
function DotMark({
  dots,
  cx,
  cy,
  index = -1,
}: {
  readonly dots: readonly Dot[];
  readonly cx?: number;
  readonly cy?: number;
  readonly index?: number;
}) {
  const dot = dots[index];
  return dot === undefined || cx === undefined || cy === undefined ? null : (
    <Mark x={cx} y={cy} shape={dot.shape} colour={`var(--vo-${dot.tone})`} hollow={dot.hollow} />
  );
}

function DotReading({
  active,
  label,
  dots,
}: {
  readonly active?: boolean;
  readonly label?: unknown;
  readonly dots: readonly Dot[];
}) {
  const dot = typeof label === 'number' ? dots[Math.floor(label)] : undefined;
  return active && dot !== undefined ? <Reading title={dot.label} words={dot.words} /> : null;
}
