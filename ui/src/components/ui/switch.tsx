import * as Radix from "@radix-ui/react-switch";
import { type ReactNode, useId } from "react";

type Props = {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  disabled?: boolean;
  testId?: string;
  /** Keeps the label for screen readers only, where the place says it already. */
  hideLabel?: boolean;
};

/** Something that is on or off at once, with its label beside it. */
export function Switch({
  label,
  hint,
  checked,
  onCheckedChange,
  disabled,
  testId,
  hideLabel,
}: Props) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Radix.Root
        id={id}
        data-testid={testId}
        checked={checked}
        onCheckedChange={onCheckedChange}
        {...(disabled && { disabled })}
        {...(hint && { "aria-describedby": `${id}-hint` })}
        className="inline-flex h-6 w-10 shrink-0 items-center rounded-full border border-edge bg-raised p-0.5 transition-colors disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:border-violet data-[state=checked]:bg-violet"
      >
        <Radix.Thumb className="size-4.5 rounded-full bg-edge transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-white" />
      </Radix.Root>
      <div className={hideLabel ? "sr-only" : "min-w-0 text-sm"}>
        <label htmlFor={id} className="block cursor-pointer leading-6 font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-quiet">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
