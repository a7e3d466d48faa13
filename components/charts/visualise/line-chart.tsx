'use client';

import {
  CartesianGrid,
  Line,
  LineChart as Lines,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from 'recharts';
import { formatDuration } from '@/lib/utils/time';
import type { ChartLine, ChartModel } from '../chart-model';
import { formatValue } from '../prepare/format-value';
import { TICK } from './tick';
import { lineDash, toneColour } from './tone';

/** Draws a prepared model and decides nothing. Hovering, or the arrow keys while focused, snap to real readings. */
export function LineChart({ model, height = 160 }: { readonly model: ChartModel; readonly height?: number }) {
  const left = model.lines.find((line) => line.axis === 'left');
  const right = model.lines.find((line) => line.axis === 'right');
  const single = model.points.length === 1;
  const data = model.points.map((point) => ({ x: point.x, ...point.values }));
  const formatX = (x: number) =>
    model.scale === 'instant' ? formatInstant(x, model.to - model.from) : formatDuration(x);
  return (
    <Lines
      responsive
      data={data}
      title={model.title}
      desc={model.summary}
      margin={{ top: model.marks.length > 0 ? 24 : 12, right: 8, bottom: 0, left: 0 }}
      style={{ width: '100%', height }}
    >
      <CartesianGrid stroke="var(--line)" vertical={false} />
      <XAxis
        dataKey="x"
        type="number"
        domain={[model.from, model.to]}
        allowDataOverflow
        tickFormatter={formatX}
        tick={TICK}
        stroke="var(--edge)"
        minTickGap={48}
      />
      {[left, right].map(
        (line) =>
          line && (
            <YAxis
              key={line.axis}
              yAxisId={line.axis}
              orientation={line.axis}
              domain={[0, model.top[line.axis]]}
              ticks={[0, model.top[line.axis] / 2, model.top[line.axis]]}
              tickFormatter={(value: number) => formatValue(value, line.unit)}
              tick={TICK}
              stroke="var(--edge)"
              width={66}
            />
          ),
      )}
      {model.predictedEnd && left && (
        <ReferenceArea
          yAxisId="left"
          x1={model.predictedEnd.low}
          x2={model.predictedEnd.high}
          fill="var(--vo-1)"
          fillOpacity={0.1}
          strokeOpacity={0}
        />
      )}
      {left &&
        model.marks.map((mark) => (
          <ReferenceLine
            key={mark.x}
            yAxisId="left"
            x={mark.x}
            stroke="var(--edge)"
            strokeDasharray="1 3"
            label={{ value: mark.label, position: 'top', fontSize: 11, fill: 'var(--muted)' }}
          />
        ))}
      {model.foretold && left && (
        <ReferenceLine
          yAxisId="left"
          segment={[model.foretold.from, model.foretold.to]}
          stroke={toneColour(model.foretold.line.tone)}
          strokeDasharray={lineDash(model.foretold.line, 0) ?? ''}
          strokeWidth={1.5}
        />
      )}
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--edge)' }}
        content={<Reading lines={model.lines} scale={model.scale} />}
      />
      {model.lines.map((line, index) => (
        <Line
          key={line.key}
          dataKey={line.key}
          name={line.label}
          yAxisId={line.axis}
          type="linear"
          stroke={toneColour(line.tone)}
          strokeDasharray={lineDash(line, index) ?? ''}
          strokeWidth={1.5}
          dot={single ? { r: 2 } : false}
          activeDot={{ r: 3 }}
          isAnimationActive={false}
        />
      ))}
    </Lines>
  );
}

function Reading({
  active,
  label,
  payload,
  lines,
  scale,
}: Partial<TooltipContentProps> & { readonly lines: readonly ChartLine[]; readonly scale: ChartModel['scale'] }) {
  if (!active || typeof label !== 'number') return null;
  return (
    <div className="rounded-md border border-line bg-raised px-2 py-1 text-xs shadow-pop">
      <div className="text-muted">
        {scale === 'instant' ? new Date(label).toLocaleString('en-GB') : `after ${formatDuration(label)}`}
      </div>
      {lines.map((line) => {
        const value: unknown = payload?.find((entry) => entry.dataKey === line.key)?.value;
        return (
          <div key={line.key} className="flex justify-between gap-3">
            <span>{line.label}</span>
            <span>{typeof value === 'number' ? formatValue(value, line.unit) : 'not read'}</span>
          </div>
        );
      })}
    </div>
  );
}

/** Spans of a day and more need the date, shorter ones the seconds or not. */
function formatInstant(x: number, span: number): string {
  const at = new Date(x);
  if (span > 86_400_000) return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const parts = { hour: '2-digit', minute: '2-digit' } as const;
  return at.toLocaleTimeString('en-GB', span <= 900_000 ? { ...parts, second: '2-digit' } : parts);
}
