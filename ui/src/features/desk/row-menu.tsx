import { useNavigate } from "@tanstack/react-router";
import {
  ClipboardCheck,
  DoorOpen,
  Eraser,
  FileText,
  MoreVertical,
  Pencil,
  RotateCcw,
  Tablet,
  Trash2,
} from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Interview, InterviewRow, InterviewStatus } from "@/api/types";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";

/** What can be done with an interview from its line. */
export type RowActions = {
  onEdit: (interview: Interview) => void;
  onInvite: (interview: Interview) => void;
  onDelete: (interview: Interview) => void;
  onRestore: (interview: Interview) => void;
  onErase: (interview: Interview) => void;
};

const OPEN: ReadonlySet<InterviewStatus> = new Set(["not_started", "started", "paused"]);

type Props = { row: InterviewRow; actions: RowActions };

/** A line's menu is made once it is opened: scrolling makes many lines, and opens none. */
export function RowMenu(props: Props) {
  const [opened, setOpened] = useState(false);
  if (opened) return <Opened {...props} />;
  return (
    <MenuButton
      name={props.row.interview.candidate_name}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setOpened(true)}
      onKeyDown={(e) => {
        if (e.key !== "ArrowDown") return;
        e.preventDefault();
        setOpened(true);
      }}
    />
  );
}

function MenuButton({ name, ...rest }: ComponentProps<"button"> & { name: string }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      data-testid="row-menu"
      aria-label={t("desk.actions", { name })}
      className="mr-1 flex size-10 shrink-0 items-center justify-center rounded-lg text-quiet hover:bg-line hover:text-ink"
      {...rest}
    >
      <MoreVertical className="size-4" aria-hidden />
    </button>
  );
}

function Opened({ row, actions }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { interview } = row;
  const { status } = interview;
  const params = { interviewId: interview.id };
  const erased = interview.erased_at != null;
  return (
    <Menu
      testId="row-menu-items"
      defaultOpen
      trigger={<MenuButton name={interview.candidate_name} />}
    >
      {interview.deleted_at != null ? (
        <>
          <MenuItem testId="row-restore" onSelect={() => actions.onRestore(interview)}>
            <RotateCcw aria-hidden />
            {t("desk.restore")}
          </MenuItem>
          {!erased && (
            <MenuItem testId="row-erase" onSelect={() => actions.onErase(interview)}>
              <Eraser aria-hidden />
              {t("desk.erase")}
            </MenuItem>
          )}
        </>
      ) : (
        <>
          {OPEN.has(status) && (
            <MenuItem
              testId="row-room"
              onSelect={() => void navigate({ to: "/interviews/$interviewId/room", params })}
            >
              <DoorOpen aria-hidden />
              {t("desk.openRoom")}
            </MenuItem>
          )}
          {status !== "not_started" && (
            <MenuItem
              testId="row-review"
              onSelect={() => void navigate({ to: "/interviews/$interviewId/review", params })}
            >
              <FileText aria-hidden />
              {t("desk.openReview")}
            </MenuItem>
          )}
          {(status === "finished" || status === "cancelled") && !erased && (
            <MenuItem
              testId="row-scorecard"
              onSelect={() => void navigate({ to: "/interviews/$interviewId/scorecard", params })}
            >
              <ClipboardCheck aria-hidden />
              {t("scorecard.open")}
            </MenuItem>
          )}
          {status === "not_started" && (
            <MenuItem testId="row-edit" onSelect={() => actions.onEdit(interview)}>
              <Pencil aria-hidden />
              {t("desk.edit")}
            </MenuItem>
          )}
          {(status === "not_started" || status === "paused") && (
            <MenuItem testId="row-invite" onSelect={() => actions.onInvite(interview)}>
              <Tablet aria-hidden />
              {t("desk.invite")}
            </MenuItem>
          )}
          {status !== "started" && (
            <>
              <MenuLine />
              {interview.withdrawn_at != null && !erased && (
                <MenuItem testId="row-erase" onSelect={() => actions.onErase(interview)}>
                  <Eraser aria-hidden />
                  {t("desk.erase")}
                </MenuItem>
              )}
              <MenuItem testId="row-delete" onSelect={() => actions.onDelete(interview)}>
                <Trash2 aria-hidden />
                {t("desk.delete")}
              </MenuItem>
            </>
          )}
        </>
      )}
    </Menu>
  );
}
