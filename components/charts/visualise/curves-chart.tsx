'use client';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { CurvesModel } from '../analysis-models';
import { Reading } from './reading';
import { sideTitle, TICK } from './tick';

/** Draws a prepared model and decides nothing. Hovering, or the arrow keys while it has the focus, go from size to size. */
export function CurvesChart({ model, height = 320 }: { readonly model: CurvesModel; readonly height?: number }) {
  const { x, y, curves } = model;
  const data = model.points.map((point) => ({
    x: point.x,
    ...Object.fromEntries(
      Object.entries(point.values).flatMap(([key, [q1, median, q3]]) => [
        [`${key} median`, median],
        [`${key} band`, [q1, q3]],
      ]),
    ),
  }));
  const wordsOf = (axis: CurvesModel['x']) => (value: number) =>
    axis.ticks.find((tick) => tick.value === value)?.words ?? '';
  return (
    <ComposedChart
      responsive
      data={data}
      title={model.title}
      desc={model.summary}
      margin={{ top: 12, right: 12, bottom: 0, left: 0 }}
      style={{ width: '100%', height }}
    >
      <CartesianGrid stroke="var(--line)" />
      <XAxis
        dataKey="x"
        type="number"
        scale="log"
        domain={[x.from, x.to]}
        ticks={x.ticks.map(({ value }) => value)}
        tickFormatter={wordsOf(x)}
        tick={TICK}
        stroke="var(--edge)"
        height={36}
        label={{ value: x.title, position: 'insideBottom', fontSize: 11, fill: 'var(--muted)' }}
      />
      <YAxis
        type="number"
        scale={y.log ? 'log' : 'linear'}
        domain={[y.from, y.to]}
        ticks={y.ticks.map(({ value }) => value)}
        tickFormatter={wordsOf(y)}
        tick={TICK}
        stroke="var(--edge)"
        width={72}
        label={sideTitle(y.title)}
      />
      {model.levels.map((level, index) => (
        <ReferenceLine
          key={level.label}
          y={level.y}
          stroke="var(--muted)"
          strokeDasharray="1 4"
          strokeWidth={1.5}
          label={{
            value: level.label, // By turns at either end: two near each other would be written over each other.
            position: index % 2 === 0 ? 'insideBottomLeft' : 'insideBottomRight',
            fontSize: 10,
            fill: 'var(--muted)',
          }}
        />
      ))}
      <Tooltip isAnimationActive={false} cursor={{ stroke: 'var(--edge)' }} content={<CurveReading model={model} />} />
      {curves.map((curve) => (
        <Area
          key={`${curve.key} band`}
          dataKey={`${curve.key} band`}
          stroke="none"
          fill={`var(--vo-${curve.tone})`}
          fillOpacity={0.15}
          connectNulls
          activeDot={false}
          isAnimationActive={false}
        />
      ))}
      {curves.map((curve) => (
        <Line
          key={curve.key}
          dataKey={`${curve.key} median`}
          name={curve.label}
          type="linear"
          stroke={`var(--vo-${curve.tone})`}
          strokeWidth={1.75}
          strokeDasharray={curve.dash ?? ''}
          dot={false}
          activeDot={{ r: 3 }}
          connectNulls
          isAnimationActive={false}
        />
      ))}
    </ComposedChart>
  );
}

function CurveReading({
  active,
  label,
  model,
}: {
  readonly active?: boolean;
  readonly label?: unknown;
  readonly model: CurvesModel;
}) {
  const point = model.points.find(({ x }) => x === label);
  if (!active || point === undefined) return null;
  const lines = model.curves.flatMap(({ key, label: name }) => {
    const at = point.values[key];
    return at === undefined ? [] : [`${name}: ${at[1].toLocaleString('en-GB', { maximumSignificantDigits: 4 })}`];
  });
  return <Reading title={point.words} words={lines} />;
}
