import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { interviewQuery } from "@/api/queries";
import { scorecardsQuery } from "@/api/scorecards";
import type { InterviewDetail } from "@/api/types";
import { rememberAuthor, rememberedAuthor } from "@/components/author";
import { EraseHost } from "@/components/erase-host";
import { Loaded } from "@/components/loaded";
import { buttonLook } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LANGUAGES } from "@/i18n/languages";

import { useDraftNews } from "./draft-job";
import { Heading } from "./heading";
import { Workbench } from "./workbench";

type Props = { interviewId: string };

/** The ratings of one interview: drafted, written, signed, and compared. */
export function ScorecardPage({ interviewId }: Props) {
  const { client } = useApi();
  const detail = useQuery(interviewQuery(client, interviewId));
  return (
    <EraseHost>
      <Loaded query={detail}>
        {(found) => (
          <div data-wide className="flex flex-col gap-5">
            <Heading detail={found} />
            <Content key={interviewId} detail={found} />
          </div>
        )}
      </Loaded>
    </EraseHost>
  );
}

function Content({ detail }: { detail: InterviewDetail }) {
  const { t } = useTranslation();
  const { interview } = detail;
  if (interview.erased_at != null) return <p className="text-quiet">{t("review.erased")}</p>;
  const over = interview.finished_at != null || interview.cancelled_at != null;
  if (over) return <Ratings detail={detail} />;
  return (
    <Notice role="note" testId="not-over" title={t("scorecard.notOver")}>
      <p>{t("scorecard.notOverText")}</p>
      <Link
        to="/interviews/$interviewId/room"
        params={{ interviewId: interview.id }}
        className={`${buttonLook("plain")} mt-2`}
      >
        {t("review.toRoom")}
      </Link>
    </Notice>
  );
}

function Ratings({ detail }: { detail: InterviewDetail }) {
  const { i18n } = useTranslation();
  const { client } = useApi();
  const { id } = detail.interview;
  const language = LANGUAGES.find(({ code }) => code === i18n.language)?.code ?? "en";
  const [rater, setRater] = useState(rememberedAuthor);
  useDraftNews(id);
  const view = useQuery({
    ...scorecardsQuery(client, id, rater, language),
    // Another language sees the page change, not vanish; another rater never sees what the one before may.
    placeholderData: (before, query) => (query?.queryKey[2] === rater ? before : undefined),
  });
  return (
    <Loaded query={view}>
      {(found) => (
        <Workbench
          detail={detail}
          view={found}
          rater={rater}
          onRater={(name) => {
            rememberAuthor(name);
            setRater(name);
          }}
        />
      )}
    </Loaded>
  );
}
