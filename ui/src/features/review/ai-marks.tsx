import { Link } from "@tanstack/react-router";
import { ShieldAlert, Sparkles, Unplug } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Message } from "@/api/types";

import { useReview } from "./review-context";

const MARK = "inline-flex items-center gap-1 text-xs [&_svg]:size-3.5";

/** That a model worded the line, with the way to its request, and that it broke off. */
export function Origins({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { interviewId, wordedBy } = useReview();
  const call = wordedBy.get(message.id);
  return (
    <>
      {message.origin === "model" &&
        (call === undefined ? (
          <span data-testid="worded" className={MARK}>
            <Sparkles aria-hidden />
            {t("aiLog.worded")}
          </span>
        ) : (
          <Link
            to="/interviews/$interviewId/ai-log"
            params={{ interviewId }}
            search={{ call }}
            data-testid="worded"
            aria-label={t("aiLog.wordedLink")}
            className={`${MARK} min-h-8 rounded-lg px-1 underline-offset-4 hover:text-ink hover:underline`}
          >
            <Sparkles aria-hidden />
            {t("aiLog.worded")}
          </Link>
        ))}
      {message.cut_off === true && (
        <span data-testid="cut-off" className={`${MARK} font-medium text-violet-text`}>
          <Unplug aria-hidden />
          {t("aiLog.cutOff")}
        </span>
      )}
    </>
  );
}

/** That what was said reads like an instruction to the model. */
export function Attempted({ messageId }: { messageId: string }) {
  const { t } = useTranslation();
  const kinds = useReview().attempted.get(messageId);
  if (kinds === undefined) return null;
  return (
    <p
      data-testid="attempt"
      className="mt-1.5 flex max-w-prose items-start gap-2 rounded-lg bg-violet-mist px-3 py-2 text-sm"
    >
      <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-violet-text" />
      <span>
        {t("aiLog.attempt")}{" "}
        <span className="text-quiet">
          {`(${kinds.map((kind) => t(`aiLog.kind.${kind}`)).join(", ")})`}
        </span>
      </span>
    </p>
  );
}
