'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Age } from '@/components/ui/age';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import type { ListResult } from './table-types';
import { PAGE_SIZES, type Paging } from './use-paging';

const count = (value: number) => value.toLocaleString('en-GB');
const SIZE_OPTIONS = PAGE_SIZES.map((value) => ({ value, label: `${value} rows` }));

/** Which rows of how many, where to go on, and how old the answer is. */
export function TableFooter<Row>({
  result,
  paging,
  noun,
}: {
  readonly result: ListResult<Row>;
  readonly paging: Paging<string>;
  readonly noun: { readonly one: string; readonly many: string };
}) {
  const total = result.data?.total ?? 0;
  const pages = Math.max(1, Math.ceil(total / paging.pageSize));
  const first = total === 0 ? 0 : (paging.page - 1) * paging.pageSize + 1;
  const last = Math.min(total, paging.page * paging.pageSize);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-2 py-2 text-xs text-muted">
      <span aria-live="polite">
        {total <= paging.pageSize
          ? `${count(total)} ${total === 1 ? noun.one : noun.many}`
          : `${count(first)}–${count(last)} of ${count(total)} ${noun.many}`}
      </span>
      {result.dataUpdatedAt === 0 ? null : <Age at={new Date(result.dataUpdatedAt).toISOString()} prefix="read" />}
      <span className="grow" />
      <Select
        aria-label="Rows a page"
        className="w-28"
        options={SIZE_OPTIONS}
        value={String(paging.pageSize)}
        onValueChange={(value) => paging.setPageSize(Number(value))}
      />
      <nav aria-label="Pages of this list" className="flex items-center gap-1">
        <IconButton
          size="sm"
          label="Previous page"
          disabledReason={paging.page <= 1 ? 'This is the first page.' : undefined}
          onClick={() => paging.setPage(paging.page - 1)}
        >
          <ChevronLeft aria-hidden />
        </IconButton>
        <span>
          page {count(paging.page)} of {count(pages)}
        </span>
        <IconButton
          size="sm"
          label="Next page"
          disabledReason={paging.page >= pages ? 'This is the last page.' : undefined}
          onClick={() => paging.setPage(paging.page + 1)}
        >
          <ChevronRight aria-hidden />
        </IconButton>
      </nav>
    </div>
  );
}
