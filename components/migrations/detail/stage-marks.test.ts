import { describe, expect, it } from 'vitest';
import { stageMarks } from './stage-marks';

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 2, 10, 0, seconds)).toISOString();

describe('stageMarks', () => {
  it('has times for what is passed and what is still ahead', () => {
    const marks = stageMarks({
      stage: 'copying',
      state: 'running',
      stages: [
        { stage: 'queued', at: at(0) },
        { stage: 'preparing', at: at(2) },
        { stage: 'copying', at: at(5) },
      ],
    });
    expect(marks.map((mark) => [mark.stage, mark.standing, mark.afterMs, mark.tookMs])).toEqual([
      ['queued', 'past', 0, 2000],
      ['preparing', 'past', 2000, 3000],
      ['copying', 'now', 5000, undefined],
      ['switching-over', 'ahead', undefined, undefined],
      ['verifying', 'ahead', undefined, undefined],
      ['done', 'ahead', undefined, undefined],
    ]);
  });

  it('has nothing ahead once it ended, and a bad end is bad', () => {
    const marks = stageMarks({
      stage: 'moved-unheard',
      state: 'failed',
      stages: [
        { stage: 'verifying', at: at(0) },
        { stage: 'moved-unheard', at: at(30) },
      ],
    });
    expect(marks.map((mark) => mark.standing)).toEqual(['past', 'bad']);
  });

  it('marks neither a stalled copy nor a cancelled end as a success', () => {
    const marks = stageMarks({
      stage: 'cancelled',
      state: 'cancelled',
      stages: [
        { stage: 'copying', at: at(0) },
        { stage: 'not-converging', at: at(6) },
        { stage: 'cancelled', at: at(9) },
      ],
    });
    expect(marks.map((mark) => mark.standing)).toEqual(['past', 'stalled', 'stopped']);
  });

  it('goes on after copying while it does not converge', () => {
    const marks = stageMarks({
      stage: 'not-converging',
      state: 'running',
      stages: [{ stage: 'not-converging', at: at(0) }],
    });
    expect(marks.map((mark) => mark.stage)).toEqual(['not-converging', 'switching-over', 'verifying', 'done']);
  });

  it('has nothing to switch over any more once it is in post-copy', () => {
    const marks = stageMarks({
      stage: 'post-copy',
      state: 'running',
      stages: [
        { stage: 'switching-over', at: at(0) },
        { stage: 'post-copy', at: at(1) },
      ],
    });
    expect(marks.map((mark) => [mark.stage, mark.standing])).toEqual([
      ['switching-over', 'past'],
      ['post-copy', 'now'],
      ['verifying', 'ahead'],
      ['done', 'ahead'],
    ]);
  });
});
