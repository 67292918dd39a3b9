import type { ReactNode, RefObject } from "react";
import { useTranslation } from "react-i18next";

import type { SpeakerNames } from "@/api/review";
import type { Quote } from "@/api/scorecards";
import { TabPanel, Tabs } from "@/components/ui/tabs";

import { Panel } from "./panel";
import type { Passage } from "./passage";
import { useRating } from "./rating-context";
import { TranscriptPane } from "./transcript-pane";

export type Side = "own" | "draft" | "panel" | "transcript";

/** What stays the same whatever one's own card is. */
export type Frame = {
  side: Side;
  onSide: (side: Side) => void;
  /** Whether the transcript has a place beside the tabs and needs none of them. */
  wide: boolean;
  located: { messageId: string; turn: number } | null;
  heading: RefObject<HTMLHeadingElement | null>;
  /** Who rates. */
  top: ReactNode;
  draft: ReactNode;
  /** What the model's draft quotes, to be marked while it is looked at. */
  draftQuotes: Quote[];
  speakers: SpeakerNames;
};

/** How words of the transcript become evidence. */
export type Quoting = {
  choosing: string | null;
  onChoosing: (messageId: string | null) => void;
  onPassage: (passage: Passage | null) => void;
  onUse: () => void;
  bar: ReactNode;
};

type Props = Frame & {
  /** What one's own card quotes, to be marked in the transcript. */
  quotes: Quote[];
  /** Absent where nothing can be quoted. */
  quoting?: Quoting;
  /** One's own card, or the way to it. */
  children: ReactNode;
};

/** Ratings on one side, what was said on the other; on a narrow page the transcript is one of the tabs. */
export function Columns(props: Props) {
  const { side, onSide, wide, located, heading, top, draft, speakers, quoting } = props;
  const { t } = useTranslation();
  const { view } = useRating();
  const value = wide && side === "transcript" ? "own" : side;
  const signed = view.panel.filter(({ state }) => state === "signed").length;
  const label = (tab: Side) =>
    tab === "panel" && view.panel.length > 0
      ? t("scorecard.tab.panelOf", { signed, total: view.panel.length })
      : t(`scorecard.tab.${tab}`);
  const tabs = (["own", "draft", "panel", "transcript"] as const)
    .filter((tab) => !wide || tab !== "transcript")
    .map((tab) => ({ value: tab, label: label(tab), testId: `tab-${tab}` }));
  const transcript = (
    <>
      <TranscriptPane
        speakers={speakers}
        quotes={side === "draft" ? props.draftQuotes : props.quotes}
        located={located}
        choosing={quoting?.choosing ?? null}
        {...(quoting && { onChoosing: quoting.onChoosing })}
        onPassage={quoting?.onPassage ?? nothing}
        onUse={quoting?.onUse ?? nothing}
      />
      {quoting?.bar}
    </>
  );
  // Several ratings side by side need all of the width, and no transcript.
  const beside = wide && value !== "panel";
  return (
    <div
      className={`grid items-start gap-x-10 gap-y-4 ${beside ? "grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]" : ""}`}
    >
      <div className="min-w-0">
        <Tabs label={t("scorecard.tabs")} value={value} onValueChange={onSide} tabs={tabs}>
          <TabPanel value="own" className="flex flex-col gap-4">
            <h2 ref={heading} tabIndex={-1} className="sr-only">
              {t("scorecard.tab.own")}
            </h2>
            {top}
            {props.children}
          </TabPanel>
          <TabPanel value="draft">
            <h2 className="sr-only">{t("scorecard.tab.draft")}</h2>
            {draft}
          </TabPanel>
          <TabPanel value="panel">
            <h2 className="sr-only">{t("scorecard.tab.panel")}</h2>
            <Panel />
          </TabPanel>
          {!wide && (
            <TabPanel value="transcript">
              <h2 className="sr-only">{t("transcript.title")}</h2>
              {transcript}
            </TabPanel>
          )}
        </Tabs>
      </div>
      {beside && (
        <section
          aria-labelledby="said"
          className="-m-2 min-w-0 p-2 roomy:sticky roomy:top-20 roomy:max-h-[calc(100dvh-6rem)] roomy:overflow-y-auto roomy:pb-0"
        >
          <h2 id="said" className="mb-2 text-lg font-semibold">
            {t("transcript.title")}
          </h2>
          {transcript}
        </section>
      )}
    </div>
  );
}

const nothing = () => undefined;
