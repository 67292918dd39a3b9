import * as Radix from "@radix-ui/react-dropdown-menu";
import { Check } from "lucide-react";
import type { ReactNode } from "react";

const ITEM =
  "flex min-h-10 cursor-pointer items-center gap-3 rounded-lg px-3 py-1.5 text-sm outline-none select-none " +
  "data-[highlighted]:bg-violet-mist data-[highlighted]:text-violet-text " +
  "data-[disabled]:cursor-not-allowed data-[disabled]:text-quiet [&_svg]:size-4 [&_svg]:shrink-0";

type Props = {
  /** The button that opens it. */
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "center" | "end";
  testId?: string;
  /** Opens as soon as it is there, for menus that are made only once they are wanted. */
  defaultOpen?: boolean;
};

/** A menu of things to do, opened by a button. */
export function Menu({ trigger, children, align = "end", testId, defaultOpen }: Props) {
  return (
    <Radix.Root modal={false} {...(defaultOpen && { defaultOpen })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      {/* Within the page's main part, for a menu is none of its own. */}
      <Radix.Portal container={document.querySelector("main")}>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={12}
          loop
          data-testid={testId}
          className="z-40 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 animate-appear overflow-y-auto rounded-xl border border-line bg-paper p-1.5 shadow-xl"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type ItemProps = {
  children: ReactNode;
  onSelect: () => void;
  disabled?: boolean;
  testId?: string;
};

export function MenuItem({ children, onSelect, disabled, testId }: ItemProps) {
  return (
    <Radix.Item
      className={ITEM}
      onSelect={onSelect}
      data-testid={testId}
      {...(disabled && { disabled })}
    >
      {children}
    </Radix.Item>
  );
}

type ChoiceProps<V extends string> = {
  label: string;
  value: V;
  onValueChange: (value: V) => void;
  choices: readonly { value: V; label: ReactNode; lang?: string; testId?: string }[];
};

/** One of several, the present one ticked. */
export function MenuChoice<V extends string>(props: ChoiceProps<V>) {
  const { label, value, onValueChange, choices } = props;
  return (
    <Radix.RadioGroup value={value} onValueChange={(next) => onValueChange(next as V)}>
      <Radix.Label className="px-3 pt-2 pb-1 text-xs font-medium text-quiet">{label}</Radix.Label>
      {choices.map((choice) => (
        <Radix.RadioItem
          key={choice.value}
          value={choice.value}
          className={ITEM}
          lang={choice.lang}
          data-testid={choice.testId}
        >
          <span className="flex-1">{choice.label}</span>
          <Radix.ItemIndicator>
            <Check aria-hidden />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuLine() {
  return <Radix.Separator className="mx-2 my-1.5 h-px bg-line" />;
}
