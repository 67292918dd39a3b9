import type { ComponentProps } from "react";

const LOOKS = {
  primary: "bg-violet text-white border-transparent hover:bg-violet-deep",
  plain: "bg-paper text-ink border-edge hover:bg-raised",
  quiet: "bg-transparent text-ink border-transparent hover:bg-raised",
};

/** Classes of a button, for links that look like one. */
export function buttonLook(look: keyof typeof LOOKS = "plain"): string {
  return (
    "inline-flex min-h-10 items-center justify-center gap-2 rounded-lg border px-4 py-1.5 " +
    "text-sm font-medium transition-colors [&_svg]:size-4 [&_svg]:shrink-0 " +
    "disabled:cursor-not-allowed disabled:border-line disabled:bg-raised disabled:text-quiet " +
    LOOKS[look]
  );
}

type Props = ComponentProps<"button"> & { look?: keyof typeof LOOKS };

export function Button({ look = "plain", className = "", type = "button", ...rest }: Props) {
  return <button type={type} className={`${buttonLook(look)} ${className}`} {...rest} />;
}
