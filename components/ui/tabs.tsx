'use client';
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

/** Tabs over panels; which one is open belongs in the URL, so value and change come from outside. */
export function Tabs<Value extends string>({
  value,
  onChange,
  label,
  tabs,
}: {
  value: Value;
  onChange: (value: Value) => void;
  /** Name of the list of tabs for a screen reader. */
  label: string;
  tabs: readonly { readonly value: Value; readonly label: ReactNode; readonly panel: ReactNode }[];
}) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => {
        const tab = tabs.find((each) => each.value === next);
        if (tab !== undefined) onChange(tab.value);
      }}
    >
      <Base.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="-mb-px h-9 shrink-0 cursor-pointer border-b-2 border-transparent px-3 text-sm font-medium text-muted outline-offset-[-2px] select-none hover:text-ink data-active:border-accent data-active:text-ink"
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="pt-4 outline-offset-4">
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
