import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { AudioLines, ChevronDown, CircleCheck, CircleX, Languages } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type Advice, type Measured, type Quality, qualityQuery } from "@/api/scorecards";
import { Loaded } from "@/components/loaded";
import { buttonLook } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { percent } from "@/i18n/format";

import { useRating } from "./rating-context";

/** How far the record can be trusted: one line while it can, all of it and what would help when it cannot. */
export function QualityBanner() {
  const { t } = useTranslation();
  const { client } = useApi();
  const { interviewId } = useRating();
  const query = useQuery(qualityQuery(client, interviewId));
  if (query.isPending) {
    // The recording is listened to the first time, which takes some seconds.
    return (
      <p role="status" className="flex min-h-8 items-center text-sm text-quiet">
        {t("scorecard.quality.measuring")}
      </p>
    );
  }
  return <Loaded query={query}>{(quality) => <Shown quality={quality} />}</Loaded>;
}

function Shown({ quality }: { quality: Quality }) {
  const { t } = useTranslation();
  const failing = quality.measures.filter(({ suffices }) => !suffices);
  const measures = (
    <details className="group text-sm" data-testid="measures">
      <summary className="flex min-h-8 w-fit list-none items-center gap-2 rounded text-quiet hover:text-ink [&_svg]:size-4 [&::-webkit-details-marker]:hidden">
        {quality.suffices && <CircleCheck aria-hidden className="text-violet-text" />}
        {t(quality.suffices ? "scorecard.quality.good" : "scorecard.quality.all")}
        <ChevronDown aria-hidden className="transition-transform group-open:rotate-180" />
      </summary>
      <Measures measures={quality.measures} />
    </details>
  );
  if (quality.suffices) return <div data-testid="quality-good">{measures}</div>;
  const advice = [...new Set(failing.flatMap((own) => (own.advice == null ? [] : [own.advice])))];
  return (
    <Notice role="note" testId="withheld" title={t("scorecard.quality.withheld")}>
      <div className="mt-1 flex flex-col gap-3">
        <p>{t("scorecard.quality.withheldText")}</p>
        {failing.length > 0 ? (
          <Measures measures={failing} />
        ) : (
          <p>{t("scorecard.quality.nothingSaid")}</p>
        )}
        {advice.length > 0 && <Help advice={advice} />}
        {measures}
      </div>
    </Notice>
  );
}

/** Each measure with what it is and what it would have to be. */
function Measures({ measures }: { measures: Measured[] }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className="mt-1 flex flex-col gap-2 text-sm">
      {measures.map(({ measure, value, threshold, suffices }) => {
        const Icon = suffices ? CircleCheck : CircleX;
        const limit = measure === "lost_audio" ? "atMost" : "atLeast";
        return (
          <li
            key={measure}
            data-testid={`measure-${measure}`}
            data-suffices={suffices}
            className="flex gap-2"
          >
            <Icon
              aria-hidden
              className={`mt-0.5 size-4 shrink-0 ${suffices ? "text-quiet" : "text-violet-text"}`}
            />
            <div className="min-w-0">
              <p className="font-medium">
                {value == null
                  ? t(`scorecard.quality.${measure}.none`)
                  : t(`scorecard.quality.${measure}.value`, {
                      percent: percent(value, i18n.language),
                    })}
              </p>
              {value != null && (
                <p className="text-quiet">
                  {t(suffices ? "scorecard.quality.enough" : "scorecard.quality.notEnough")}{" "}
                  {t(`scorecard.quality.${limit}`, {
                    percent: percent(threshold, i18n.language),
                  })}
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** What would help, and the way there. */
function Help({ advice }: { advice: Advice[] }) {
  const { t } = useTranslation();
  const { interviewId } = useRating();
  const params = { interviewId };
  return (
    <div className="flex flex-col gap-2" data-testid="advice">
      <p className="font-medium">{t("scorecard.quality.help")}</p>
      <ul className="ml-5 flex list-disc flex-col gap-1">
        {advice.map((own) => (
          <li key={own}>{t(`scorecard.quality.advice.${own}`)}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Link
          to="/interviews/$interviewId/review"
          params={params}
          data-testid="listen"
          className={buttonLook("plain")}
        >
          <AudioLines aria-hidden />
          {t("scorecard.quality.listen")}
        </Link>
        {advice.includes("retranscribe") && (
          <Link
            to="/interviews/$interviewId/review"
            params={params}
            search={{ tab: "versions" }}
            data-testid="retranscribe"
            className={buttonLook("plain")}
          >
            <Languages aria-hidden />
            {t("scorecard.quality.retranscribe")}
          </Link>
        )}
      </div>
    </div>
  );
}
