import type { ComponentProps, ReactNode } from "react";

type Props = Omit<ComponentProps<"button">, "aria-label" | "title" | "disabled" | "children"> & {
  /** What it does, for screen readers and as a tip. */
  label: string;
  /** Cannot be used now, but keeps the focus and says why in its label. */
  unavailable?: boolean;
  children: ReactNode;
};

/** A small square button that shows only an icon. */
export function IconButton({
  label,
  unavailable = false,
  className = "",
  type = "button",
  onClick,
  children,
  ...rest
}: Props) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      aria-disabled={unavailable || undefined}
      onClick={unavailable ? undefined : onClick}
      className={`inline-flex size-10 shrink-0 items-center justify-center rounded-lg text-quiet transition-colors hover:bg-raised hover:text-ink aria-disabled:cursor-not-allowed aria-disabled:bg-transparent aria-disabled:text-edge [&_svg]:size-4 ${className}`}
      {...rest}
    >
      {children}
    </button>
  );
}
