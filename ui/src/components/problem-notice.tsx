import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { Problem, type ProblemCode } from "@/api/problem";

import { Notice } from "./ui/notice";

/** The problem in the user's language, where Candor has words of its own for its code. */
export function problemTitle(t: TFunction, code: ProblemCode): string | null {
  switch (code) {
    // These are worded by whoever refused; the detail says it all.
    case "invalid":
    case "conflict":
    case "internal":
      return null;
    default:
      return t(`problem.${code}`);
  }
}

type Props = { cause: unknown; onDismiss?: () => void };

/** Says what went wrong; nothing when `cause` is null. */
export function ProblemNotice({ cause, onDismiss }: Props) {
  const { t } = useTranslation();
  if (cause === null || cause === undefined) return null;
  const problem = Problem.from(cause);
  const title = problemTitle(t, problem.code) ?? t("problem.other");
  return (
    <Notice role="alert" title={title} {...(onDismiss && { onDismiss })}>
      {problem.detail && <p className="text-quiet first-letter:uppercase">{problem.detail}</p>}
    </Notice>
  );
}
