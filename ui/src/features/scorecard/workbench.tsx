import { useCallback, useMemo, useRef, useState } from "react";

import type { Scorecard, ScorecardsView } from "@/api/scorecards";
import type { InterviewDetail } from "@/api/types";
import { ProblemNotice } from "@/components/problem-notice";
import { useWide } from "@/components/use-wide";

import { BeginPanel } from "./begin-panel";
import { CardView } from "./card-view";
import { Columns, type Frame, type Side } from "./columns";
import { DraftPanel, SignedNotice } from "./draft-panel";
import { quotesOf } from "./edit";
import { OwnCard } from "./own-card";
import { Outdated } from "./provenance";
import { QualityBanner } from "./quality-banner";
import { RaterLine } from "./rater-line";
import { RatingContext, type RatingParts } from "./rating-context";
import { useBeginning } from "./use-beginning";
import { useHearing } from "./use-hearing";
import { useTranscript } from "./use-transcript";

type Props = {
  detail: InterviewDetail;
  view: ScorecardsView;
  rater: string;
  onRater: (name: string) => void;
};

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** One's own card, the model's draft and the panel, beside what was said. */
export function Workbench({ detail, view, rater, onRater }: Props) {
  const { interview, plan, message_count: count } = detail;
  const { id } = interview;
  const said = useTranscript(id, count);
  const hearing = useHearing(id);
  const [side, setSide] = useState<Side>("own");
  const [located, setLocated] = useState<{ messageId: string; turn: number } | null>(null);
  const wide = useWide();
  const heading = useRef<HTMLHeadingElement>(null);
  const show = useCallback(() => {
    if (!wide) setSide("transcript");
  }, [wide]);
  const locate = useCallback(
    (messageId: string) => {
      show();
      setLocated((before) => ({ messageId, turn: (before?.turn ?? 0) + 1 }));
    },
    [show],
  );
  const beginning = useBeginning(id, rater, () => {
    setSide("own");
    requestAnimationFrame(() => heading.current?.focus());
  });
  const parts = useMemo<RatingParts>(
    () => ({
      interviewId: id,
      language: interview.language,
      competencies: plan.competencies ?? [],
      view,
      said,
      hearing,
      transcriptVersion: interview.transcript_version,
      locate,
    }),
    [id, interview, plan, view, said, hearing, locate],
  );
  const own = view.cards.find((card) => card.author === "person" && same(card.rater, rater));
  const draft = view.cards.findLast(({ author }) => author === "model") ?? null;
  const named = rater !== "" && isMember(view, rater);
  const keptBack = view.panel.some(({ state }) => state !== "signed");
  const frame: Frame = {
    side,
    onSide: setSide,
    wide,
    located,
    heading,
    top: <RaterLine key={rater} rater={rater} panel={view.panel} onRater={onRater} />,
    draft: (
      <DraftPanel
        card={draft}
        rater={rater}
        keptBack={keptBack}
        beginning={own === undefined && named ? beginning : null}
      />
    ),
    draftQuotes: draft ? quotesOf(draft) : [],
    speakers: detail.speakers,
  };
  return (
    <RatingContext value={parts}>
      <QualityBanner />
      <ProblemNotice cause={hearing.problem} />
      {own?.status === "draft" && named ? (
        <OwnCard
          key={own.id}
          card={own}
          rater={rater}
          {...frame}
          onShow={show}
          onSigned={() => requestAnimationFrame(() => heading.current?.focus())}
        />
      ) : (
        <Columns {...frame} quotes={own ? quotesOf(own) : []}>
          {own && named ? (
            <SignedCard card={own} />
          ) : (
            named && (
              <BeginPanel
                draft={draft?.status === "draft" ? draft : null}
                keptBack={keptBack}
                beginning={beginning}
                onSeeDraft={() => setSide("draft")}
              />
            )
          )}
        </Columns>
      )}
    </RatingContext>
  );
}

/** Whether somebody of this name may rate. */
function isMember({ panel }: ScorecardsView, rater: string): boolean {
  return panel.length === 0 || panel.some(({ name }) => same(name, rater));
}

function SignedCard({ card }: { card: Scorecard }) {
  return (
    <div className="flex flex-col gap-3">
      <SignedNotice card={card} />
      <Outdated card={card} />
      <CardView card={card} />
    </div>
  );
}
