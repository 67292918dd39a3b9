import * as Radix from "@radix-ui/react-tabs";
import type { ComponentProps, ReactNode } from "react";

export type Tab<V extends string> = {
  value: V;
  label: ReactNode;
  testId?: string;
  /** Language of the label, where it is not the page's. */
  lang?: string;
};

type Props<V extends string> = {
  /** What the row of tabs is about. */
  label: string;
  value: V;
  onValueChange: (value: V) => void;
  tabs: readonly Tab<V>[];
  /** The panels: one `TabPanel` per tab. */
  children: ReactNode;
  className?: string;
};

/** A row of tabs over the panels they show. */
export function Tabs<V extends string>({
  label,
  value,
  onValueChange,
  tabs,
  children,
  className = "",
}: Props<V>) {
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => onValueChange(next as V)}
      className={className}
    >
      <Radix.List aria-label={label} className="flex flex-wrap gap-x-1 border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            lang={tab.lang}
            data-testid={tab.testId}
            className="-mb-px inline-flex min-h-10 items-center gap-2 rounded-t-lg border-b-2 border-transparent px-3 text-sm font-medium text-quiet transition-colors hover:text-ink data-[state=active]:border-violet data-[state=active]:text-violet-text [&_svg]:size-4"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

export function TabPanel({ className = "", ...rest }: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content className={`pt-4 ${className}`} {...rest} />;
}
