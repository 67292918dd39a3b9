import { useTranslation } from "react-i18next";

import type { Note } from "@/api/review";
import type { InterviewDetail, QueuedTranscription } from "@/api/types";
import { TabPanel, Tabs } from "@/components/ui/tabs";

import { AiActivity } from "./ai-activity";
import { Coverage } from "./coverage";
import { DetailsPanel } from "./details-panel";
import { Exports } from "./exports";
import { NotesPanel } from "./notes-panel";
import type { Comparison, NoteTarget } from "./review-context";
import { VersionsPanel } from "./versions-panel";

export type SideTab = "transcript" | "overview" | "notes" | "versions" | "details";

type Props = {
  detail: InterviewDetail;
  tab: SideTab;
  onTab: (tab: SideTab) => void;
  /** Whether the transcript stands beside it and needs no tab. */
  wide: boolean;
  notes: Note[];
  target: NoteTarget;
  onTarget: (target: NoteTarget) => void;
  onJump: (note: Note) => void;
  comparison: Comparison | null;
  onCompare: (comparison: Comparison | null) => void;
  jobs: readonly QueuedTranscription[];
};

/** What goes with the transcript; on a narrow page the transcript is one of its tabs. */
export function SidePanel(props: Props) {
  const { detail, tab, onTab, wide, notes, comparison, onCompare, jobs } = props;
  const { t } = useTranslation();
  const { interview } = detail;
  const value = wide && tab === "transcript" ? "overview" : tab;
  const label = (own: SideTab) =>
    own === "notes" && notes.length > 0 ? `${t("side.notes")} (${notes.length})` : t(`side.${own}`);
  const tabs = (["transcript", "overview", "notes", "versions", "details"] as const)
    .filter((own) => !wide || own !== "transcript")
    .map((own) => ({ value: own, label: label(own), testId: `tab-${own}` }));
  return (
    <aside
      aria-label={t("side.label")}
      className="-m-1 min-w-0 p-1 max-[60rem]:order-1 roomy:min-[60rem]:sticky roomy:min-[60rem]:top-20 roomy:min-[60rem]:max-h-[calc(100dvh-10rem)] roomy:min-[60rem]:overflow-y-auto"
    >
      <h2 className="sr-only">{t("side.label")}</h2>
      <Tabs label={t("side.label")} value={value} onValueChange={onTab} tabs={tabs}>
        {!wide && <TabPanel value="transcript" className="hidden" />}
        <TabPanel value="overview" className="flex flex-col gap-5">
          {(interview.status === "finished" || interview.status === "cancelled") && (
            <Exports detail={detail} />
          )}
          <Coverage entries={detail.coverage} language={interview.language} />
          <AiActivity interviewId={interview.id} />
        </TabPanel>
        <TabPanel value="notes">
          <NotesPanel
            notes={notes}
            target={props.target}
            onTarget={props.onTarget}
            onJump={props.onJump}
          />
        </TabPanel>
        <TabPanel value="versions">
          <VersionsPanel
            interview={interview}
            comparison={comparison}
            onCompare={onCompare}
            jobs={jobs}
          />
        </TabPanel>
        <TabPanel value="details">
          <DetailsPanel detail={detail} />
        </TabPanel>
      </Tabs>
    </aside>
  );
}
