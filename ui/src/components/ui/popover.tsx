import * as Radix from "@radix-ui/react-popover";
import type { ReactNode } from "react";

type Props = {
  /** The button that opens it. */
  trigger: ReactNode;
  /** What it is about, for screen readers. */
  label: string;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "center" | "end";
  className?: string;
  testId?: string;
};

/** A small sheet beside its button; Escape and a click elsewhere close it. */
export function Popover(props: Props) {
  const { trigger, label, children, open, onOpenChange, align = "start", testId } = props;
  return (
    <Radix.Root {...(open !== undefined && { open })} {...(onOpenChange && { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={12}
          data-testid={testId}
          className={`z-40 max-h-(--radix-popover-content-available-height) w-[min(22rem,calc(100vw-1.5rem))] animate-appear overflow-y-auto rounded-xl border border-line bg-paper p-4 shadow-xl ${props.className ?? ""}`}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Closes the popover around it; wraps a button. */
export function PopoverClose({ children }: { children: ReactNode }) {
  return <Radix.Close asChild>{children}</Radix.Close>;
}
