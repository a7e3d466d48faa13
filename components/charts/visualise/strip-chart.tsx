'use client';
import { CartesianGrid, ReferenceLine, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import type { Shape, StripModel, Tone } from '../analysis-models';
import { Mark } from './mark';
import { Reading } from './reading';
import { TICK } from './tick';

const STRIP = 46;
const FOOT = 44;
/** Repeats of one strip lie in so many lanes, one after the other, so that equal ones do not hide each other. */
const LANES = 5;
const SPREAD = 0.24;
/** The median stands below its samples. */
const MEDIAN_AT = 0.38;

const laneOf = (index: number): number => ((index % LANES) / (LANES - 1) - 0.5) * 2 * SPREAD;

/** Draws a prepared model and decides nothing. */
export function StripChart({ model }: { readonly model: StripModel }) {
  const { axis, strips } = model;
  return (
    <ScatterChart
      responsive
      title={model.title}
      desc={model.summary}
      margin={{ top: 4, right: 12, bottom: 0, left: 12 }}
      style={{ width: '100%', height: strips.length * STRIP + FOOT }}
    >
      <CartesianGrid stroke="var(--line)" horizontal={false} />
      <XAxis
        type="number"
        dataKey="x"
        domain={[axis.from, axis.to]}
        ticks={axis.ticks.map(({ value }) => value)}
        tickFormatter={(value: number) => axis.ticks.find((tick) => tick.value === value)?.words ?? ''}
        tick={TICK}
        stroke="var(--edge)"
        height={FOOT - 8}
        label={{ value: axis.title, position: 'insideBottom', fontSize: 11, fill: 'var(--muted)' }}
      />
      <YAxis type="number" dataKey="y" domain={[-0.5, strips.length - 0.5]} reversed hide />
      {strips.map((strip, row) => (
        <ReferenceLine
          key={`name ${strip.label}`}
          y={row - 0.42}
          stroke="none"
          label={{ value: strip.label, position: 'insideTopLeft', fontSize: 11, fill: 'var(--muted)', offset: 0 }}
        />
      ))}
      {strips.map((strip, row) => (
        <ReferenceLine
          key={`interval ${strip.label}`}
          segment={[
            { x: strip.median.low, y: row + MEDIAN_AT },
            { x: strip.median.high, y: row + MEDIAN_AT },
          ]}
          stroke={`var(--vo-${strip.tone})`}
          strokeWidth={3}
        />
      ))}
      {strips.map((strip, row) => (
        <ReferenceLine
          key={`median ${strip.label}`}
          segment={[
            { x: strip.median.value, y: row + MEDIAN_AT - 0.1 },
            { x: strip.median.value, y: row + MEDIAN_AT + 0.1 },
          ]}
          stroke="var(--ink)"
          strokeWidth={2}
        />
      ))}
      <Tooltip isAnimationActive={false} cursor={false} content={<SampleReading />} />
      {strips.map((strip, row) => (
        <Scatter
          key={strip.label}
          name={strip.label}
          isAnimationActive={false}
          data={strip.samples.map((sample, index) => ({ ...sample, y: row + laneOf(index) }))}
          shape={<SampleMark shape={strip.shape} tone={strip.tone} />}
        />
      ))}
    </ScatterChart>
  );
}

/** Recharts hands the place of the point to whoever draws it. */
function SampleMark({
  shape,
  tone,
  cx = 0,
  cy = 0,
}: {
  readonly shape: Shape;
  readonly tone: Tone;
  readonly cx?: number;
  readonly cy?: number;
}) {
  return <Mark x={cx} y={cy} shape={shape} colour={`var(--vo-${tone})`} hollow size={0.7} />;
}

function SampleReading({
  active,
  payload,
}: {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: { readonly words?: string } }[];
}) {
  const words = payload?.[0]?.payload?.words;
  return active && words !== undefined ? <Reading title={words} words={[]} /> : null;
}
